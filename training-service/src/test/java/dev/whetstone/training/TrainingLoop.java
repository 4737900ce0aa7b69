package dev.whetstone.training;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
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
import dev.whetstone.contracts.evaluation.RegressionDetected;
import dev.whetstone.contracts.evaluation.TuningDecided;
import dev.whetstone.contracts.evaluation.TuningDecision;
import dev.whetstone.contracts.training.AttemptFinished;
import dev.whetstone.contracts.training.AttemptOutcome;
import dev.whetstone.contracts.training.CheckpointSaved;
import dev.whetstone.messaging.EventPublisher;
import dev.whetstone.training.launch.RecordingLauncher;
import dev.whetstone.training.launch.RecordingLauncher.FakeWorker;
import dev.whetstone.training.worker.RunSpec;
import dev.whetstone.training.worker.WorkerExit;
import org.junit.jupiter.api.BeforeEach;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import jakarta.inject.Inject;

/** A task of its own for each test, the events that concern it, and what the service makes of them; only the worker is a fake. */
abstract class TrainingLoop {

    private static final AtomicInteger TASKS = new AtomicInteger();
    static final Digest BASE = digest("base");

    @Inject
    RecordingLauncher launcher;

    @Inject
    EventPublisher events;

    @Inject
    DataSource database;

    TaskName task;

    @BeforeEach
    void aTaskWithARecipe() {
        task = new TaskName("task-" + TASKS.incrementAndGet());
        recipe(
                "{\"recipe\": {\"rank\": 8}, \"seeds\": [7], \"retraining\": {\"debounce\": \"0s\", \"cooldown\": \"0s\", \"daily_cap\": 5}}");
    }

    void recipe(String json) {
        given().contentType("application/json")
                .body(json)
                .put("/v1/tasks/" + task + "/recipe")
                .then()
                .statusCode(200);
    }

    /** The dataset is known before the decision comes: they travel on different topics. */
    void justified(int number) {
        publish(version(number));
        awaitDataset();
        publish(decided(number, TuningDecision.JUSTIFIED));
    }

    void awaitDataset() {
        await().untilAsserted(() -> assertThat(count("select count(*) from known_dataset where task = ?"))
                .isPositive());
    }

    FakeWorker worker(int index) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> launcher.of(task.value()).size() > index);
        return launcher.of(task.value()).get(index);
    }

    void finish(FakeWorker worker, double loss) {
        publish(finished(worker, loss, "adapter"));
        worker.end(WorkerExit.FINISHED);
    }

    AttemptFinished finished(FakeWorker worker, double loss, String adapter) {
        RunSpec spec = worker.spec();
        return new AttemptFinished(
                task,
                spec.job(),
                spec.run(),
                spec.attempt(),
                spec.fencingToken(),
                AttemptOutcome.SUCCEEDED,
                Optional.of(artifact(adapter)),
                OptionalDouble.of(loss),
                12,
                Optional.of(artifact("receipt")),
                "healthy");
    }

    CheckpointSaved checkpoint(FakeWorker worker, long step) {
        RunSpec spec = worker.spec();
        return new CheckpointSaved(
                task, spec.job(), spec.run(), spec.attempt(), spec.fencingToken(), step, artifact("checkpoint"));
    }

    DatasetVersionPublished version(int number) {
        List<Split> splits = Arrays.stream(SplitName.values())
                .map(name -> new Split(name, artifact(name.label()), 10))
                .toList();
        return new DatasetVersionPublished(
                task, digest(task + " version " + number), number, splits, artifact("report"));
    }

    TuningDecided decided(int number, TuningDecision outcome) {
        return new TuningDecided(
                task,
                UUID.randomUUID(),
                digest(task + " version " + number),
                digest("eval"),
                BASE,
                outcome,
                outcome == TuningDecision.JUSTIFIED ? List.of("complete") : List.of(),
                "because",
                artifact("decision"));
    }

    RegressionDetected regression() {
        return new RegressionDetected(
                task, UUID.randomUUID(), Optional.of(digest("adapter")), "complete", 0.05, 20, 9, Optional.empty());
    }

    void publish(Event event) {
        events.publish(event).toCompletableFuture().join();
    }

    JsonNode job() {
        return parse(given().get("/v1/tasks/" + task + "/jobs").asByteArray()).path(0);
    }

    JsonNode run() {
        return job().path("runs").path(0);
    }

    List<JsonNode> awaitPublished(String type) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(published(type)).isNotEmpty());
        return published(type);
    }

    /** What this service has said about the task, from its outbox. */
    List<JsonNode> published(String type) {
        List<JsonNode> payloads = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "select payload from outbox_event where key = ? and type = ? order by sequence")) {
            query.setString(1, task.value());
            query.setString(2, "whetstone.training." + type + ".v1");
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    payloads.add(parse(rows.getBytes(1)));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return payloads;
    }

    long count(String sql) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, task.value());
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static JsonNode parse(byte[] json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static ArtifactRef artifact(String content) {
        Digest digest = digest(content);
        return new ArtifactRef(URI.create("artifact:/sha256/" + digest.hex()), digest, content.length());
    }

    static Digest digest(String content) {
        return Digest.of(content.getBytes(StandardCharsets.UTF_8));
    }
}
