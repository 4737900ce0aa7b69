package dev.whetstone.messaging;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.EventId;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.dataset.RegressionSamplesAdded;
import dev.whetstone.contracts.serving.ServedModel;
import dev.whetstone.contracts.serving.ServingChanged;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/** Events to send about. */
final class Facts {

    private static final Digest SOME = Digest.of("some".getBytes(StandardCharsets.UTF_8));

    private Facts() {}

    static Digest digest() {
        return SOME;
    }

    static ArtifactRef artifact() {
        return new ArtifactRef(URI.create("artifact:/sha256/" + SOME.hex()), SOME, 4);
    }

    /** A task that no other test uses. */
    static TaskName task() {
        return new TaskName("task-" + UUID.randomUUID());
    }

    /** Its {@code total} counts the facts of a task. */
    static RegressionSamplesAdded numbered(TaskName task, int number) {
        return new RegressionSamplesAdded(task, EventId.random(), 0, number, SOME);
    }

    static ServingChanged serving(TaskName task, long revision) {
        return new ServingChanged(
                task, revision, new ServedModel(SOME, Optional.empty()), Optional.empty(), Optional.empty(), 1, "test");
    }
}
