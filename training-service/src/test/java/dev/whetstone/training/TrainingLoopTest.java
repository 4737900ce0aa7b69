package dev.whetstone.training;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

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
import dev.whetstone.contracts.training.TrainingProgressed;
import dev.whetstone.local.EmbeddedStack;
import dev.whetstone.messaging.EventPublisher;
import dev.whetstone.training.launch.RecordingLauncher;
import dev.whetstone.training.launch.RecordingLauncher.FakeWorker;
import dev.whetstone.training.worker.RunSpec;
import dev.whetstone.training.worker.WorkerExit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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

/** From events to events, on a real broker and database; only the worker is a fake. Each test has a task of its own. */
@QuarkusTest
@QuarkusTestResource(value = EmbeddedStack.class, initArgs = @ResourceArg(name = "schema", value = "training"))
class TrainingLoopTest {

    private static final AtomicInteger TASKS = new AtomicInteger();
    private static final Digest BASE = digest("base");

    @Inject
    RecordingLauncher launcher;

    @Inject
    EventPublisher events;

    @Inject
    DataSource database;

    private TaskName task;

    @BeforeEach
    void aTaskWithARecipe() {
        task = new TaskName("task-" + TASKS.incrementAndGet());
        recipe(
                "{\"recipe\": {\"rank\": 8}, \"seeds\": [7], \"retraining\": {\"debounce\": \"0s\", \"cooldown\": \"0s\", \"daily_cap\": 5}}");
    }

    @Test
    void aJustifiedDecisionStartsAWorkerOnTrainAndValidationOnly() {
        justified(1);

        RunSpec spec = worker(0).spec();
        assertThat(spec.train().digest()).isEqualTo(digest("train"));
        assertThat(spec.validation().digest()).isEqualTo(digest("validation"));
        assertThat(spec.base()).isEqualTo(BASE);
        assertThat(spec.seed()).isEqualTo(7);
        assertThat(spec.recipe().rank()).isEqualTo(8);
        assertThat(published("TrainingQueued"))
                .singleElement()
                .satisfies(queued -> assertThat(queued.path("trigger").asText()).isEqualTo("DECISION"));
        finish(worker(0), 0.1);
    }

    @Test
    void aFinishedAttemptBecomesACandidate() {
        justified(1);

        finish(worker(0), 0.25);

        JsonNode succeeded = awaitPublished("TrainingSucceeded").getFirst();
        assertThat(succeeded.path("adapter").path("digest").asText())
                .isEqualTo(digest("adapter").value());
        assertThat(succeeded.path("validationLoss").asDouble()).isEqualTo(0.25);
        assertThat(job().path("status").asText()).isEqualTo("SUCCEEDED");
    }

    @Test
    void theRunWithTheLowestValidationLossIsTheCandidate() {
        recipe(
                "{\"recipe\": {\"rank\": 8}, \"seeds\": [1, 2], \"retraining\": {\"debounce\": \"0s\", \"cooldown\": \"0s\", \"daily_cap\": 5}}");
        justified(1);

        finish(worker(0), 0.5);
        finish(worker(1), 0.4);

        assertThat(awaitPublished("TrainingSucceeded").getFirst().path("run").asText())
                .isEqualTo(worker(1).spec().run().toString());
    }

    @Test
    void withoutEvidenceAJobIsRefusedAndTheRefusalIsAnnounced() {
        publish(version(1));
        awaitDataset();

        given().contentType("application/json")
                .body("{}")
                .post("/v1/tasks/" + task + "/jobs")
                .then()
                .statusCode(409)
                .body("code", equalTo("evidence.missing"))
                .body("message", containsString("tuning decision"));

        assertThat(awaitPublished("TrainingRefused").getFirst().path("missing").asText())
                .contains("tuning decision");
        assertThat(launcher.of(task.value())).isEmpty();
    }

    @Test
    void aDecisionAgainstTuningIsNoEvidence() {
        publish(version(1));
        publish(decided(1, TuningDecision.PROMPT_SUFFICES));
        awaitDataset();

        await().untilAsserted(() -> given().contentType("application/json")
                .body("{}")
                .post("/v1/tasks/" + task + "/jobs")
                .then()
                .statusCode(409)
                .body("message", containsString("PROMPT_SUFFICES")));
    }

    @Test
    void aDeadWorkerIsReplacedAndGoesOnFromItsLastCheckpoint() {
        justified(1);
        FakeWorker first = worker(0);
        publish(checkpoint(first, 6));
        await().untilAsserted(
                        () -> assertThat(run().path("checkpoint_step").asLong()).isEqualTo(6));

        first.end(137);

        RunSpec second = worker(1).spec();
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.fencingToken()).isGreaterThan(first.spec().fencingToken());
        assertThat(second.checkpoint().map(ArtifactRef::digest)).contains(digest("checkpoint"));
        finish(worker(1), 0.1);
    }

    @Test
    void aReplacedAttemptIsNotHeardAnyMore() {
        justified(1);
        worker(0).end(137);
        FakeWorker second = worker(1);

        publish(finished(worker(0), 0.01, "stale adapter"));
        publish(finished(second, 0.3, "adapter"));

        assertThat(awaitPublished("TrainingSucceeded")
                        .getFirst()
                        .path("validationLoss")
                        .asDouble())
                .isEqualTo(0.3);
    }

    @Test
    void threeDeadWorkersEndTheJob() {
        justified(1);
        for (int attempt = 0; attempt < 3; attempt++) {
            worker(attempt).end(137);
        }

        assertThat(awaitPublished("TrainingFailed").getFirst().path("reason").asText())
                .isEqualTo("ATTEMPTS_EXHAUSTED");
        assertThat(launcher.of(task.value())).hasSize(3);
    }

    @Test
    void aPreemptedWorkerIsReplacedWithoutCounting() {
        justified(1);
        for (int attempt = 0; attempt < 4; attempt++) {
            worker(attempt).end(WorkerExit.PREEMPTED);
        }

        finish(worker(4), 0.2);
        assertThat(awaitPublished("TrainingSucceeded")).hasSize(1);
    }

    @Test
    void divergenceEndsTheJobWithItsReason() {
        justified(1);
        RunSpec spec = worker(0).spec();

        publish(new AttemptFinished(
                task,
                spec.job(),
                spec.run(),
                spec.attempt(),
                spec.fencingToken(),
                AttemptOutcome.DIVERGED,
                Optional.empty(),
                OptionalDouble.empty(),
                0,
                Optional.empty(),
                "loss was not a number at step 3"));

        JsonNode failed = awaitPublished("TrainingFailed").getFirst();
        assertThat(failed.path("reason").asText()).isEqualTo("DIVERGED");
        assertThat(failed.path("message").asText()).contains("step 3");
        worker(0).end(WorkerExit.FINAL_FAILURE);
    }

    @Test
    void theCurveAndTheRemainingTimeAreShown() {
        justified(1);
        RunSpec spec = worker(0).spec();

        publish(new TrainingProgressed(
                task,
                spec.job(),
                spec.run(),
                1,
                spec.fencingToken(),
                4,
                20,
                1.5,
                OptionalDouble.of(1.6),
                600,
                Duration.ofSeconds(30)));

        await().untilAsserted(() -> {
            assertThat(run().path("step").asLong()).isEqualTo(4);
            assertThat(run().path("remaining_seconds").asDouble()).isEqualTo(30);
            assertThat(run().path("curve").path(0).path("validation_loss").asDouble())
                    .isEqualTo(1.6);
        });
        finish(worker(0), 0.1);
    }

    @Test
    void aCancelledJobStopsItsWorker() {
        justified(1);
        FakeWorker worker = worker(0);

        given().post("/v1/jobs/" + worker.spec().job() + "/cancellation").then().statusCode(200);

        await().untilAsserted(() -> assertThat(worker.stopped()).isTrue());
        assertThat(awaitPublished("TrainingFailed").getFirst().path("reason").asText())
                .isEqualTo("CANCELLED");
    }

    @Test
    void aRegressionTrainsTheSameDataAgainWithAnotherSeed() {
        justified(1);
        finish(worker(0), 0.1);
        awaitPublished("TrainingSucceeded");

        publish(regression());

        assertThat(worker(1).spec().seed()).isEqualTo(1007);
        assertThat(job().path("trigger").asText()).isEqualTo("regression");
        finish(worker(1), 0.1);
    }

    @Test
    void aSecondDecisionOnTheSameTrainSplitStartsNothing() {
        justified(1);
        finish(worker(0), 0.1);
        awaitPublished("TrainingSucceeded");

        publish(version(2));
        publish(decided(2, TuningDecision.JUSTIFIED));
        publish(regression());

        // The regression comes after the decision on the same key: once its worker runs, the decision has been dealt
        // with.
        finish(worker(1), 0.1);
        await().untilAsserted(() -> assertThat(awaitPublished("TrainingQueued")).hasSize(2));
        assertThat(launcher.of(task.value())).hasSize(2);
    }

    @Test
    void anEventDeliveredTwiceQueuesOneJob() {
        justified(1);
        worker(0);
        publish(decided(1, TuningDecision.JUSTIFIED));

        finish(worker(0), 0.1);
        awaitPublished("TrainingSucceeded");
        assertThat(published("TrainingQueued")).hasSize(1);
    }

    @Test
    void aBadRecipeIsRefusedByName() {
        given().contentType("application/json")
                .body("{\"recipe\": {\"rnak\": 8}}")
                .put("/v1/tasks/" + task + "/recipe")
                .then()
                .statusCode(400)
                .body("code", equalTo("request.malformed"))
                .body("message", containsString("recipe.rnak"));
    }

    @Test
    void aRequestThatCannotBeReadIsAnsweredLikeInEveryService() {
        given().urlEncodingEnabled(false)
                .get("/v1/jobs;x")
                .then()
                .statusCode(400)
                .body("code", equalTo("path.refused"));
        given().get("/v1/tasks/Bad_Name/jobs").then().statusCode(400).body("code", equalTo("request.malformed"));
        given().contentType("application/json")
                .body("{\"seed\": [1]}")
                .post("/v1/tasks/" + task + "/jobs")
                .then()
                .statusCode(400)
                .body("code", equalTo("request.malformed"))
                .body("message", containsString("/seed: unknown field"));
        given().contentType("application/json")
                .put("/v1/tasks/" + task + "/recipe")
                .then()
                .statusCode(400)
                .body("message", containsString("body is missing"));
        given().get("/v1/jobs/" + UUID.randomUUID()).then().statusCode(404).body("code", equalTo("job.unknown"));
    }

    private void recipe(String json) {
        given().contentType("application/json")
                .body(json)
                .put("/v1/tasks/" + task + "/recipe")
                .then()
                .statusCode(200);
    }

    /** The dataset is known before the decision comes: they travel on different topics. */
    private void justified(int number) {
        publish(version(number));
        awaitDataset();
        publish(decided(number, TuningDecision.JUSTIFIED));
    }

    private void awaitDataset() {
        await().untilAsserted(() -> assertThat(count("select count(*) from known_dataset where task = ?"))
                .isPositive());
    }

    private FakeWorker worker(int index) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> launcher.of(task.value()).size() > index);
        return launcher.of(task.value()).get(index);
    }

    private void finish(FakeWorker worker, double loss) {
        publish(finished(worker, loss, "adapter"));
        worker.end(WorkerExit.FINISHED);
    }

    private AttemptFinished finished(FakeWorker worker, double loss, String adapter) {
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

    private CheckpointSaved checkpoint(FakeWorker worker, long step) {
        RunSpec spec = worker.spec();
        return new CheckpointSaved(
                task, spec.job(), spec.run(), spec.attempt(), spec.fencingToken(), step, artifact("checkpoint"));
    }

    private DatasetVersionPublished version(int number) {
        List<Split> splits = Arrays.stream(SplitName.values())
                .map(name -> new Split(name, artifact(name.label()), 10))
                .toList();
        return new DatasetVersionPublished(
                task, digest(task + " version " + number), number, splits, artifact("report"));
    }

    private TuningDecided decided(int number, TuningDecision outcome) {
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

    private RegressionDetected regression() {
        return new RegressionDetected(
                task, UUID.randomUUID(), Optional.of(digest("adapter")), "complete", 0.05, 20, 9, Optional.empty());
    }

    private void publish(Event event) {
        events.publish(event).toCompletableFuture().join();
    }

    private JsonNode job() {
        return parse(given().get("/v1/tasks/" + task + "/jobs").asByteArray()).path(0);
    }

    private JsonNode run() {
        return job().path("runs").path(0);
    }

    private List<JsonNode> awaitPublished(String type) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(published(type)).isNotEmpty());
        return published(type);
    }

    /** What this service has said about the task, from its outbox. */
    private List<JsonNode> published(String type) {
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

    private long count(String sql) {
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

    private static JsonNode parse(byte[] json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ArtifactRef artifact(String content) {
        Digest digest = digest(content);
        return new ArtifactRef(URI.create("artifact:/sha256/" + digest.hex()), digest, content.length());
    }

    private static Digest digest(String content) {
        return Digest.of(content.getBytes(StandardCharsets.UTF_8));
    }
}
