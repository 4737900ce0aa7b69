package dev.whetstone.evaluation.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whetstone.artifacts.sample.BreakableStore;
import dev.whetstone.contracts.evaluation.EvaluationCompleted;
import dev.whetstone.contracts.evaluation.TuningDecided;
import dev.whetstone.contracts.evaluation.TuningDecision;
import dev.whetstone.evaluation.scenario.FakeGateway.Script;
import io.quarkus.narayana.jta.QuarkusTransaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

@Scenario
class RecoveryScenarioTest {
    /** Longer than a worker takes to see that its lease is gone. */
    private static final Duration LONG_ENOUGH_TO_NOTICE = Duration.ofSeconds(2);

    @Inject
    World world;

    @Inject
    FakeGateway gateway;

    @Inject
    BreakableStore store;

    @Inject
    PublishedEvents published;

    @Inject
    EntityManager database;

    @AfterEach
    void letEverythingThrough() {
        gateway.start();
        gateway.release();
        store.away(false);
    }

    @Test
    void gatewayThatIsAwayIsWaitedFor() {
        String task = World.newTask();
        gateway.base(task, Script.BAD);
        World.defineEval(task);
        gateway.stop();

        world.send(world.version(task, 1, World.ENOUGH_ITEMS, 0));
        await().until(() -> problem(task).contains("gateway"));
        gateway.start();

        assertThat(published.await(TuningDecided.class, task).outcome()).isEqualTo(TuningDecision.JUSTIFIED);
    }

    @Test
    void artifactStoreThatIsAwayIsWaitedForAndCostsNoAttempt() {
        String task = World.newTask();
        gateway.base(task, Script.BAD);
        World.defineEval(task);
        store.away(true);

        world.send(world.version(task, 1, World.ENOUGH_ITEMS, 0));
        await().until(() -> problem(task).contains("the store is away"));
        assertThat(number("SELECT max(failures) FROM evaluation WHERE task = :task", task))
                .isZero();
        store.away(false);

        assertThat(published.await(TuningDecided.class, task).outcome()).isEqualTo(TuningDecision.JUSTIFIED);
    }

    @Test
    void workerThatLostItsLeaseIsReplacedAndFinishedAnswersAreKept() {
        // Given: a run that hangs after ten answers
        String task = World.newTask();
        gateway.base(task, Script.BAD);
        World.defineEval(task);
        gateway.holdAfter(10);
        world.send(world.version(task, 1, World.ENOUGH_ITEMS, 0));
        await().until(() -> kept(task) >= 10);

        // When: its lease is over, as if its process had been killed, and another worker takes the row
        long fence = fence(task);
        expireLease(task);
        await().pollDelay(LONG_ENOUGH_TO_NOTICE).until(() -> fence(task) > fence + 1);
        gateway.release();

        // Then: one result, and only answers in flight were asked for twice
        published.await(EvaluationCompleted.class, task);
        int answers = 6 * World.ENOUGH_ITEMS;
        assertThat(gateway.requestsOf(task)).hasSizeBetween(answers, answers + 32);
        assertThat(published.all(TuningDecided.class, task)).hasSize(1);
    }

    /** The worker renews its lease as long as it runs; a dead one does not. Taking the fence away has the same effect. */
    private void expireLease(String task) {
        update(
                "UPDATE evaluation SET leased_until = now() - interval '1 minute', fence = fence + 1 WHERE task = :task",
                task);
    }

    private void update(String sql, String task) {
        QuarkusTransaction.requiringNew()
                .run(() -> database.createNativeQuery(sql)
                        .setParameter("task", task)
                        .executeUpdate());
    }

    private long fence(String task) {
        return number("SELECT max(fence) FROM evaluation WHERE task = :task", task);
    }

    private long kept(String task) {
        return number("SELECT max(finished) FROM evaluation WHERE task = :task", task);
    }

    private long number(String sql, String task) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Object found =
                    database.createNativeQuery(sql).setParameter("task", task).getSingleResult();
            return found == null ? 0 : ((Number) found).longValue();
        });
    }

    private static String problem(String task) {
        return String.valueOf(
                World.get("/v1/tasks/" + task + "/evaluations").jsonPath().getString("[0].problem"));
    }
}
