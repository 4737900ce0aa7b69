package dev.whetstone.gateway;

import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.EventId;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.serving.ServedModel;
import dev.whetstone.contracts.serving.ServingChanged;
import dev.whetstone.engine.Adapter;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.adapter.AdapterFingerprint;
import dev.whetstone.gateway.model.BaseModel;
import dev.whetstone.gateway.tiny.TinyAdapter;
import dev.whetstone.messaging.EventPublisher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;

/** Plays training-service and eval-service: makes adapters, stores them, and moves aliases to them. */
@ApplicationScoped
public class AdapterMill {

    private final BaseModel base;
    private final ArtifactStore store;
    private final EventPublisher publisher;

    AdapterMill(BaseModel base, ArtifactStore store, EventPublisher publisher) {
        this.base = base;
        this.store = store;
        this.publisher = publisher;
    }

    /** Trained, fingerprinted and stored, as a worker leaves it. A different {@code label} makes other bytes and another digest. */
    ArtifactRef train(TinyAdapter adapter, String label) {
        Path directory = write(adapter, label);
        fingerprint(directory);
        return store.putTree(directory);
    }

    /** Carries the fingerprint of another adapter. */
    ArtifactRef trainWithForeignFingerprint(TinyAdapter adapter, TinyAdapter other, String label) {
        Path honest = write(other, label + "-other");
        fingerprint(honest);
        Path directory = write(adapter, label);
        try {
            Files.copy(honest.resolve(AdapterFingerprint.FILE_NAME), directory.resolve(AdapterFingerprint.FILE_NAME));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return store.putTree(directory);
    }

    Path write(TinyAdapter adapter, String label) {
        try {
            Path directory = Files.createTempDirectory(GatewayFixture.DIRECTORY, "adapter");
            adapter.write(directory, base.require().model().config());
            Files.writeString(directory.resolve("README.md"), label);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void fingerprint(Path directory) {
        LanguageModel model = base.require().model();
        try (Adapter adapter = model.loadAdapter(directory)) {
            AdapterFingerprint.write(model, adapter, directory);
        }
    }

    ArtifactRef store(Path directory) {
        return store.putTree(directory);
    }

    Digest baseDigest() {
        return base.require().digest();
    }

    ServedModel over(ArtifactRef adapter) {
        return new ServedModel(baseDigest(), Optional.of(adapter));
    }

    /** Judged, and so served, under a schema. */
    ServedModel held(ArtifactRef adapter, String schema) {
        return new ServedModel(baseDigest(), Optional.of(adapter), Optional.of(schema));
    }

    ServedModel baseAlone() {
        return new ServedModel(baseDigest(), Optional.empty());
    }

    EventId move(TaskName task, long revision, ServedModel stable) {
        return move(task, revision, stable, Optional.empty(), Optional.empty(), 0);
    }

    EventId move(
            TaskName task,
            long revision,
            ServedModel stable,
            Optional<ServedModel> candidate,
            Optional<ServedModel> previous,
            double sampledShare) {
        ServingChanged change =
                new ServingChanged(task, revision, stable, candidate, previous, sampledShare, "a test moved it");
        return publisher
                .publish(change)
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
