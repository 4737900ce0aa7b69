package dev.whetstone.evaluation.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.contracts.evaluation.TuningDecided;
import dev.whetstone.contracts.serving.AdapterServed;
import dev.whetstone.contracts.serving.ServingChanged;
import dev.whetstone.contracts.training.TrainingQueued;
import dev.whetstone.contracts.training.TrainingTrigger;
import dev.whetstone.evaluation.scenario.FakeGateway.Script;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Inject;

@Scenario
class MetricsScenarioTest {
    @Inject
    World world;

    @Inject
    FakeGateway gateway;

    @Inject
    PublishedEvents published;

    @Test
    void aTaskHasItsNumbersBeforeAnythingHappensToIt() {
        String task = World.newTask();

        World.defineEval(task);

        await().untilAsserted(() -> {
            assertThat(value("event_to_serving_seconds_count", task, "trigger=\"request\""))
                    .isZero();
            assertThat(value("evaluation_decisions_total", task, "outcome=\"justified\""))
                    .isZero();
            assertThat(value("evaluation_verdicts_total", task, "verdict=\"promoted\""))
                    .isZero();
            assertThat(value("evaluation_alias_moves_total", task, "action=\"alarmed\""))
                    .isZero();
            assertThat(value("event_to_serving_seconds_count", task, "trigger=\"regression\""))
                    .isZero();
            assertThat(value("evaluation_feedback_total", task, "rating=\"bad\""))
                    .isZero();
        });
    }

    @Test
    void fromThePublishedVersionToTheFirstReplicaThatServesItsAdapter() {
        String task = World.newTask();
        ServingChanged stable = promoted(task, TrainingTrigger.DECISION);

        served(task, stable, "gateway-1", "candidate");
        served(task, stable, "gateway-1", "stable");
        served(task, stable, "gateway-2", "stable");

        await().untilAsserted(() -> assertThat(value("event_to_serving_seconds_count", task, "trigger=\"decision\""))
                .isEqualTo(1));
        await().during(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(value("event_to_serving_seconds_count", task, "trigger=\"decision\""))
                        .isEqualTo(1));
        assertThat(value("event_to_serving_seconds_sum", task, "trigger=\"decision\""))
                .isPositive()
                .isLessThan(120);
        await().untilAsserted(() -> {
            assertThat(value("evaluation_decisions_total", task, "outcome=\"justified\""))
                    .isEqualTo(1);
            assertThat(value("evaluation_verdicts_total", task, "verdict=\"promoted\""))
                    .isEqualTo(1);
            assertThat(value("evaluation_alias_moves_total", task, "action=\"promoted\""))
                    .isEqualTo(1);
        });
    }

    @Test
    void aJobThatAPersonAskedForBeginsWhenItWasAskedFor() {
        String task = World.newTask();
        ServingChanged stable = promoted(task, TrainingTrigger.REQUEST);

        served(task, stable, "gateway-1", "stable");

        await().untilAsserted(() -> assertThat(value("event_to_serving_seconds_count", task, "trigger=\"request\""))
                .isEqualTo(1));
    }

    /** A task with an adapter that was promoted by its verdict. */
    private ServingChanged promoted(String task, TrainingTrigger trigger) {
        gateway.base(task, Script.BAD);
        World.defineEval(task, World.eval(",\"floor\":0.5")).statusCode(201);
        DatasetVersionPublished version = world.version(task, 1, World.ENOUGH_ITEMS, 0);
        world.send(version);
        UUID decision = published.await(TuningDecided.class, task).decision();
        ArtifactRef adapter = world.newAdapter();
        gateway.adapter(task, adapter.digest(), Script.GOOD);
        UUID job = UUID.randomUUID();
        world.send(new TrainingQueued(new TaskName(task), job, version.version(), decision, trigger, 1));
        world.trained(task, job, version.version(), adapter);
        return published.await(
                ServingChanged.class,
                task,
                state -> state.stable().adapterDigest().equals(Optional.of(adapter.digest())));
    }

    private void served(String task, ServingChanged state, String replica, String alias) {
        Digest adapter = state.stable().adapterDigest().orElseThrow();
        world.send(new AdapterServed(
                new TaskName(task), replica, adapter, state.revision(), alias, Duration.ofMillis(20)));
    }

    /** Of the one series with this name, task and label; -1 when there is none. */
    private static double value(String name, String task, String label) {
        return World.get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name + "{") && line.contains(task) && line.contains(label))
                .findFirst()
                .map(line -> line.split(" # ")[0]) // without its exemplar
                .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .orElse(-1.0);
    }
}
