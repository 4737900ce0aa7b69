package dev.whetstone.training;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.training.AttemptFinished;
import dev.whetstone.contracts.training.AttemptOutcome;
import dev.whetstone.contracts.training.TrainingProgressed;
import dev.whetstone.local.EmbeddedStack;
import dev.whetstone.training.launch.RecordingLauncher.FakeWorker;
import dev.whetstone.training.worker.RunSpec;
import dev.whetstone.training.worker.WorkerExit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/** One run and the workers that try it: their deaths, their progress and their ends. */
@QuarkusTest
@QuarkusTestResource(value = EmbeddedStack.class, initArgs = @ResourceArg(name = "schema", value = "training"))
class AttemptsTest extends TrainingLoop {

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

        JsonNode failed = awaitPublished("TrainingFailed").getFirst();
        assertThat(failed.path("reason").asText()).isEqualTo("ATTEMPTS_EXHAUSTED");
        assertThat(failed.path("message").asText()).contains("exit status 137", "its last line");
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
}
