package dev.whetstone.training.worker;

import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.DirectoryArtifactStore;
import dev.whetstone.artifacts.StoreSettings;
import dev.whetstone.artifacts.TreeDigest;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Event;
import dev.whetstone.contracts.EventId;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.training.AttemptFinished;
import dev.whetstone.engine.train.LoraRecipe;
import dev.whetstone.messaging.EventPublisher;
import dev.whetstone.messaging.TraceParent;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Attempts of a worker in this process, with a store in a directory, and what they say instead of a broker. */
final class WorkerUnderTest {

    static final String ROW =
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":\"Yes\"}]}\n";

    private final Path directory;
    private final ArtifactStore store;
    private final List<Event> said = new ArrayList<>();
    private final EventPublisher events = event -> {
        said.add(event);
        return CompletableFuture.completedFuture(EventId.random());
    };

    WorkerUnderTest(Path directory) {
        this.directory = directory;
        this.store = new DirectoryArtifactStore(artifacts());
    }

    Path artifacts() {
        return directory.resolve("artifacts");
    }

    ArtifactStore store() {
        return store;
    }

    List<Event> said() {
        return said;
    }

    AttemptFinished lastWord() {
        return (AttemptFinished) said.getLast();
    }

    /** An attempt with token 7, decided about this very base. */
    RunSpec spec(Path base, ArtifactRef train, ArtifactRef validation) {
        return spec(base, TreeDigest.of(base), train, validation);
    }

    /** @param decidedAbout digest of the base that the decision is about */
    RunSpec spec(Path base, Digest decidedAbout, ArtifactRef train, ArtifactRef validation) {
        return new RunSpec(
                new TaskName("worker-under-test"),
                UUID.randomUUID(),
                UUID.randomUUID(),
                1,
                7,
                base,
                decidedAbout,
                Digest.of(new byte[] {1}),
                train,
                validation,
                LoraRecipe.defaults(),
                1,
                Optional.empty(),
                StoreSettings.ofDirectory(artifacts()),
                directory.resolve("work"),
                "127.0.0.1:1",
                1,
                TraceParent.start());
    }

    TrainingAttempt attempt(RunSpec spec) {
        return new TrainingAttempt(spec, store, events, new StopSignal());
    }

    ProgressReporter reporter(RunSpec spec, ArtifactStore into) {
        return new ProgressReporter(spec, into, events, new StopSignal());
    }
}
