package dev.whetstone.system.kubernetes;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.TreeDigest;
import dev.whetstone.cli.api.ApiError;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Event;
import dev.whetstone.contracts.EventJson;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.contracts.dataset.Split;
import dev.whetstone.contracts.dataset.SplitName;
import dev.whetstone.contracts.evaluation.TuningDecided;
import dev.whetstone.contracts.evaluation.TuningDecision;
import dev.whetstone.messaging.EventPublisher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A task that a decision wants tuned: its facts are told as the other services would tell them, and its job is what is looked at. */
final class TunedTask {

    private static final Duration KNOWN = Duration.ofSeconds(30);

    private final TrainingCluster cluster;
    private final TaskName name;

    private TunedTask(TrainingCluster cluster, String name) {
        this.cluster = cluster;
        this.name = new TaskName(name);
    }

    /**
     * A job is queued before long.
     *
     * @param epochs five steps each, of some tens of milliseconds
     * @param seeds a run for each
     */
    static TunedTask decide(TrainingCluster cluster, Path model, String name, int epochs, int seeds) {
        TunedTask task = new TunedTask(cluster, name);
        task.store("""
                {"recipe": {"rank": 2, "targets": ["q_proj", "v_proj"], "batch_size": 4, "epochs": %d, "evaluate_every_steps": 20,
                  "patience": 0, "learning_rate": 0.01}, "seeds": %s, "retraining": {"debounce": "0s", "cooldown": "0s"}}
                """.formatted(epochs, IntStream.rangeClosed(1, seeds).boxed().toList()));
        task.tell(model);
        return task;
    }

    private void store(String recipe) {
        try {
            cluster.stack()
                    .training()
                    .put("/v1/tasks/" + name + "/recipe", EventJson.mapper().readTree(recipe));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void tell(Path model) {
        ArtifactStore store = cluster.artifacts();
        ArtifactRef train = store.put(rows(20, 0));
        ArtifactRef validation = store.put(rows(4, 20));
        Digest version = Digest.of((name + " version 1").getBytes(StandardCharsets.UTF_8));
        List<Split> splits = Arrays.stream(SplitName.values())
                .map(split -> new Split(split, split == SplitName.TRAIN ? train : validation, 20))
                .toList();
        try (EventPublisher events = EventPublisher.connect(cluster.broker(), "dataset-service")) {
            publish(events, new DatasetVersionPublished(name, version, 1, splits, train));
            Digest base = TreeDigest.of(model);
            // Facts of two topics: the decision is of use when the version is known.
            await().pollDelay(Duration.ofSeconds(2)).atMost(KNOWN).until(() -> true);
            publish(
                    events,
                    new TuningDecided(
                            name,
                            UUID.randomUUID(),
                            version,
                            version,
                            base,
                            TuningDecision.JUSTIFIED,
                            List.of("complete"),
                            "because",
                            train));
        }
    }

    private static void publish(EventPublisher events, Event event) {
        events.publish(event).toCompletableFuture().join();
    }

    private static byte[] rows(int count, int first) {
        return IntStream.range(first, first + count)
                .mapToObj(i ->
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"question %d\"},{\"role\":\"assistant\",\"content\":\"%s\"}]}\n"
                                .formatted(i, ("answer " + i % 5 + " ").repeat(30)))
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }

    String name() {
        return name.value();
    }

    /** Its newest job; a missing node before there is one and while the service does not answer. */
    JsonNode job() {
        try {
            return cluster.stack().training().get("/v1/tasks/" + name + "/jobs").path(0);
        } catch (ApiError e) {
            return EventJson.mapper().missingNode();
        }
    }

    String status() {
        return job().path("status").asText();
    }

    /** Of its first seed. */
    JsonNode run() {
        return job().path("runs").path(0);
    }

    List<String> outcomes() {
        return run().path("attempts").findValuesAsText("outcome");
    }

    boolean hasACheckpoint() {
        return run().path("checkpoint_step").isNumber();
    }

    void cancel() {
        cluster.stack()
                .training()
                .post(
                        "/v1/jobs/" + job().path("id").asText() + "/cancellation",
                        EventJson.mapper().createObjectNode());
    }
}
