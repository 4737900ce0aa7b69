package dev.whetstone.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whetstone.contracts.evaluation.RetrainingAlerted;
import dev.whetstone.contracts.evaluation.TuningDecision;
import dev.whetstone.local.EmbeddedStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import java.time.Instant;

/** What an alert from outside leads to. */
@QuarkusTest
@QuarkusTestResource(value = EmbeddedStack.class, initArgs = @ResourceArg(name = "schema", value = "training"))
class AlertedTest extends TrainingLoop {

    private static final Instant START = Instant.parse("2026-05-01T12:00:00Z");

    @Test
    void aStormOfAlertsQueuesOneJob() {
        justified(1);
        finish(worker(0), 0.1);
        awaitPublished("TrainingSucceeded");
        recipe(
                "{\"recipe\": {\"rank\": 8}, \"seeds\": [7], \"retraining\": {\"debounce\": \"4s\", \"cooldown\": \"0s\", \"daily_cap\": 5, \"alert_trains_again\": true}}");

        for (int alert = 0; alert < 200; alert++) {
            publish(alerted(alert));
        }
        publish(decided(99, TuningDecision.PROMPT_SUFFICES)); // behind them on the same key: once it is known, they are

        assertThat(worker(1).spec().seed()).isEqualTo(1007);
        assertThat(job().path("trigger").asText()).isEqualTo("alert");
        finish(worker(1), 0.1);
        await().untilAsserted(() -> assertThat(count("select count(*) from tuning_evidence where task = ?"))
                .isEqualTo(2));
        assertThat(count("select count(*) from retraining_trigger where task = ?"))
                .isZero();
        assertThat(published("TrainingQueued")).hasSize(2);
        assertThat(published("TrainingQueued").getLast().path("trigger").asText())
                .isEqualTo("ALERT");
    }

    @Test
    void anAlertAboutWhatWasTrainedBeforeIsRefusedAndSaysWhatIsMissing() {
        justified(1);
        finish(worker(0), 0.1);
        awaitPublished("TrainingSucceeded");

        publish(alerted(1));

        assertThat(awaitPublished("TrainingRefused").getFirst().path("missing").asText())
                .contains("a train split or a recipe that was not trained before");
        assertThat(published("TrainingQueued")).hasSize(1);
        assertThat(count("select count(*) from retraining_trigger where task = ?"))
                .isZero();
    }

    @Test
    void alertsThatKeepComingDoNotPutAJobOffARegressionDoes() {
        recipe("{\"recipe\": {\"rank\": 8}, \"retraining\": {\"debounce\": \"1h\"}}");
        publish(alerted(1));
        await().untilAsserted(() -> assertThat(dueAt()).isPositive());
        long due = dueAt();

        publish(alerted(2));
        publish(decided(99, TuningDecision.PROMPT_SUFFICES));
        await().untilAsserted(() -> assertThat(count("select count(*) from tuning_evidence where task = ?"))
                .isEqualTo(1));
        assertThat(dueAt()).isEqualTo(due);

        publish(regression());
        await().untilAsserted(() -> assertThat(dueAt()).isGreaterThan(due));
        assertThat(count("select count(*) from retraining_trigger where task = ? and cause = 'REGRESSION'"))
                .isEqualTo(1);
    }

    private long dueAt() {
        return count(
                "select coalesce(max((extract(epoch from due_at) * 1000)::bigint), 0) from retraining_trigger where task = ?");
    }

    @Test
    void anAlertWithoutEvidenceWaitsAndSaysForWhat() {
        publish(version(1));
        awaitDataset();

        publish(alerted(1));

        await().untilAsserted(() -> assertThat(count(
                        "select count(*) from retraining_trigger where task = ? and waits_for like '%JUSTIFIED%'"))
                .isEqualTo(1));
        assertThat(published("TrainingQueued")).isEmpty();
    }

    private RetrainingAlerted alerted(int number) {
        return new RetrainingAlerted(task, "InputDrift", task + "-" + number, START.plusSeconds(number));
    }
}
