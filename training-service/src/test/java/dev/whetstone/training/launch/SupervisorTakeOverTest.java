package dev.whetstone.training.launch;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whetstone.local.EmbeddedStack;
import dev.whetstone.messaging.EventPublisher;
import dev.whetstone.training.TunedTask;
import dev.whetstone.training.job.RunLedger;
import dev.whetstone.training.launch.RecordingLauncher.FakeWorker;
import dev.whetstone.training.worker.WorkerExit;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import jakarta.inject.Inject;

/** A service dies without a word and its successor starts: a supervisor that looks no more, and a new one on the same ledger. */
@QuarkusTest
@QuarkusTestResource(value = EmbeddedStack.class, initArgs = @ResourceArg(name = "schema", value = "training"))
class SupervisorTakeOverTest {

    /** Longer than {@code training.run.lease}. */
    private static final Duration OVER_A_LEASE = Duration.ofSeconds(4);

    @Inject
    RunLedger ledger;

    @Inject
    RunSpecs specs;

    @Inject
    RecordingLauncher launcher;

    @Inject
    Scheduler scheduler;

    @Inject
    EventPublisher events;

    private Supervisor successor;
    private TunedTask task;

    @BeforeEach
    void aSuccessorThatHasNotLookedYet() {
        successor = new Supervisor(ledger, specs, launcher, new SimpleMeterRegistry(), 8);
    }

    @AfterEach
    void endTheJob() {
        given().post("/v1/jobs/" + task.job().path("id").asText() + "/cancellation")
                .then()
                .statusCode(200);
        scheduler.resume();
    }

    @Test
    void aWorkerThatOutlivesItsSupervisorIsWatchedByTheNextOne() {
        FakeWorker worker = workerOf(TunedTask.imaginary("outlived"));
        scheduler.pause();

        await().during(OVER_A_LEASE)
                .atMost(OVER_A_LEASE.multipliedBy(2))
                .until(() -> lookAndCountWorkers() == 1 && !worker.stopped());
        worker.end(WorkerExit.PREEMPTED);
        await().until(() -> lookAndCountWorkers() == 2);

        assertThat(firstOutcome()).as("known only to whoever watched it end").isEqualTo("preempted");
    }

    @Test
    void aRunWhoseWorkerDiedWithItsSupervisorIsClaimedWhenItsLeaseRunsOut() {
        FakeWorker worker = workerOf(TunedTask.imaginary("left-behind"));
        scheduler.pause();
        worker.end(137);

        await().until(() -> lookAndCountWorkers() == 2);

        assertThat(firstOutcome()).isEqualTo("lease_expired");
        assertThat(launcher.of(task.task().value()).getLast().spec().fencingToken())
                .isGreaterThan(worker.spec().fencingToken());
    }

    @Test
    void aWorkerWhoseAttemptHoldsItsRunNoMoreIsStopped() {
        FakeWorker worker = workerOf(TunedTask.imaginary("stray"));
        FakeWorker stray = launcher.stray(worker.spec(), 7);

        successor.settle();

        assertThat(stray.stopped()).isTrue();
        assertThat(worker.stopped()).isFalse();
    }

    @Test
    void noAttemptBeginsWhileNothingCanBeStarted() {
        task = TunedTask.imaginary("obstructed");
        launcher.obstacle("the cluster does not answer");
        task.decide(events, "{\"rank\": 8}");
        await().atMost(Duration.ofSeconds(30)).until(() -> task.run().has("id"));

        await().during(Duration.ofSeconds(2))
                .until(() -> task.run().path("attempts").isEmpty());
        launcher.obstacle(null);

        await().atMost(Duration.ofSeconds(30))
                .until(() -> task.run().path("attempts").size() == 1);
    }

    private FakeWorker workerOf(TunedTask tuned) {
        task = tuned;
        task.decide(events, "{\"rank\": 8}");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !launcher.of(task.task().value()).isEmpty());
        return launcher.of(task.task().value()).getFirst();
    }

    private int lookAndCountWorkers() {
        successor.look();
        return launcher.of(task.task().value()).size();
    }

    private String firstOutcome() {
        return task.run().path("attempts").path(0).path("outcome").asText();
    }
}
