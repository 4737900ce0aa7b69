package dev.whetstone.system.alert;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Event;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.contracts.dataset.Split;
import dev.whetstone.contracts.dataset.SplitName;
import dev.whetstone.contracts.evaluation.TuningDecided;
import dev.whetstone.contracts.evaluation.TuningDecision;
import dev.whetstone.messaging.EventPublisher;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** What dataset-service and eval-service would have said about a task that may be tuned. Its splits are nowhere: a worker finds none. */
record TunedTask(TaskName task) {

    void told(EventPublisher events) {
        List<Split> splits = Arrays.stream(SplitName.values())
                .map(name -> new Split(name, artifact(name.label()), 10))
                .toList();
        publish(events, new DatasetVersionPublished(task, digest("version"), 1, splits, artifact("report")));
    }

    void justified(EventPublisher events) {
        publish(
                events,
                new TuningDecided(
                        task,
                        UUID.randomUUID(),
                        digest("version"),
                        digest("eval"),
                        digest("base"),
                        TuningDecision.JUSTIFIED,
                        List.of("right"),
                        "neither prompt suffices",
                        artifact("decision")));
    }

    private static void publish(EventPublisher events, Event event) {
        events.publish(event).toCompletableFuture().join();
    }

    private static ArtifactRef artifact(String content) {
        Digest digest = digest(content);
        return new ArtifactRef(URI.create("artifact:/sha256/" + digest.hex()), digest, content.length());
    }

    private static Digest digest(String content) {
        return Digest.of(content.getBytes(StandardCharsets.UTF_8));
    }
}
