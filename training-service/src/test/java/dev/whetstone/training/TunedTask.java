package dev.whetstone.training;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import dev.whetstone.training.evidence.KnownDataset;
import io.quarkus.narayana.jta.QuarkusTransaction;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * A task that a decision wants tuned, as its events tell.
 *
 * @param base digest of the model that the decision is about
 */
public record TunedTask(TaskName task, Digest base, ArtifactRef train, ArtifactRef validation) {

    /** Artifacts that are nowhere: for a worker that reads none. */
    public static TunedTask imaginary(String task) {
        return new TunedTask(new TaskName(task), digest("base"), artifact("train"), artifact("validation"));
    }

    /** Stores the recipe and publishes a version and the decision about it: a job is queued before long. */
    public void decide(EventPublisher events, String recipe) {
        given().contentType("application/json")
                .body("{\"recipe\": " + recipe + ", \"seeds\": [7], \"retraining\": {\"debounce\": \"0s\"}}")
                .put("/v1/tasks/" + task + "/recipe")
                .then()
                .statusCode(200);
        Digest version = digest(task + " version 1");
        publish(events, new DatasetVersionPublished(task, version, 1, splits(), artifact("report")));
        // It travels on another topic than the decision.
        await().until(() -> QuarkusTransaction.requiringNew()
                .call(() -> KnownDataset.find(task, version).isPresent()));
        publish(
                events,
                new TuningDecided(
                        task,
                        UUID.randomUUID(),
                        version,
                        digest("eval"),
                        base,
                        TuningDecision.JUSTIFIED,
                        List.of("complete"),
                        "because",
                        artifact("decision")));
    }

    /** Its newest job as the API shows it; a missing node before there is one. */
    public JsonNode job() {
        try {
            return new ObjectMapper()
                    .readTree(given().get("/v1/tasks/" + task + "/jobs").asByteArray())
                    .path(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of that job, which has one seed. */
    public JsonNode run() {
        return job().path("runs").path(0);
    }

    private List<Split> splits() {
        return Arrays.stream(SplitName.values())
                .map(name -> new Split(
                        name,
                        switch (name) {
                            case TRAIN -> train;
                            case VALIDATION -> validation;
                            case TEST, REGRESSION -> artifact(name.label());
                        },
                        10))
                .toList();
    }

    private static void publish(EventPublisher events, Event event) {
        events.publish(event).toCompletableFuture().join();
    }

    public static ArtifactRef artifact(String content) {
        Digest digest = digest(content);
        return new ArtifactRef(URI.create("artifact:/sha256/" + digest.hex()), digest, content.length());
    }

    private static Digest digest(String content) {
        return Digest.of(content.getBytes(StandardCharsets.UTF_8));
    }
}
