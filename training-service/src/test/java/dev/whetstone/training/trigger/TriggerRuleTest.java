package dev.whetstone.training.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.contracts.training.TrainingTrigger;
import dev.whetstone.training.recipe.RetrainingPolicy;
import dev.whetstone.training.trigger.TriggerRule.Answer;
import dev.whetstone.training.trigger.TriggerRule.Situation;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

class TriggerRuleTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final RetrainingPolicy POLICY =
            new RetrainingPolicy(Duration.ofSeconds(5), Duration.ofMinutes(10), 3, false);

    @Test
    void aJustifiedDecisionAboutNewDataStartsAJob() {
        assertThat(decide(situation(TrainingTrigger.DECISION))).isEqualTo(new Answer.Start());
    }

    @Test
    void aRegressionStartsAJobOnDataThatWasTrainedBefore() {
        assertThat(decide(new Situation(TrainingTrigger.REGRESSION, NOW, false, Optional.empty(), 0, true, true)))
                .isEqualTo(new Answer.Start());
    }

    @Test
    void aDecisionAloneDoesNotTrainTheSameDataAgain() {
        assertThat(decide(new Situation(TrainingTrigger.DECISION, NOW, false, Optional.empty(), 0, true, true)))
                .isInstanceOf(Answer.Drop.class);
    }

    @Test
    void anAlertOnDataThatWasTrainedBeforeIsRefusedWithWhatWouldHaveToBeThere() {
        Situation sameData = new Situation(TrainingTrigger.ALERT, NOW, false, Optional.empty(), 0, true, true);

        assertThat(decide(sameData))
                .isInstanceOfSatisfying(
                        Answer.Refuse.class,
                        refused -> assertThat(refused.missing()).contains("a train split or a recipe"));
    }

    @Test
    void anAlertTrainsTheSameDataAgainWhereThePolicySaysSo() {
        RetrainingPolicy again = new RetrainingPolicy(POLICY.debounce(), POLICY.cooldown(), POLICY.dailyCap(), true);

        assertThat(TriggerRule.decide(
                        again, new Situation(TrainingTrigger.ALERT, NOW, false, Optional.empty(), 0, true, true)))
                .isEqualTo(new Answer.Start());
    }

    @Test
    void anAlertNeedsAJustifiedDecisionToo() {
        assertThat(decide(new Situation(TrainingTrigger.ALERT, NOW, false, Optional.empty(), 0, false, false)))
                .isInstanceOf(Answer.Wait.class);
        assertThat(decide(situation(TrainingTrigger.ALERT))).isEqualTo(new Answer.Start());
    }

    @Test
    void nothingStartsWithoutAJustifiedDecisionOnTheNewestVersion() {
        Answer answer =
                decide(new Situation(TrainingTrigger.REGRESSION, NOW, false, Optional.empty(), 0, false, false));

        assertThat(answer).isEqualTo(new Answer.Wait("the newest dataset version has no JUSTIFIED decision yet"));
    }

    @Test
    void aSecondJobOfATaskWaitsForTheFirst() {
        assertThat(decide(new Situation(TrainingTrigger.REGRESSION, NOW, true, Optional.empty(), 0, true, false)))
                .isEqualTo(new Answer.Wait("a job of this task is active"));
    }

    @Test
    void aJobWaitsUntilTheOneBeforeIsCoolAndThenStarts() {
        Instant started = NOW.minus(Duration.ofMinutes(10));

        assertThat(decide(lastStarted(started.plusSeconds(1)))).isInstanceOf(Answer.Wait.class);
        assertThat(decide(lastStarted(started))).isEqualTo(new Answer.Start());
    }

    @Test
    void anAlertStormIsHeldByTheDailyCap() {
        Situation storm = new Situation(
                TrainingTrigger.REGRESSION, NOW, false, Optional.of(NOW.minus(Duration.ofHours(1))), 3, true, true);

        assertThat(decide(storm)).isEqualTo(new Answer.Wait("the daily cap of 3 jobs is reached"));
    }

    private static Situation situation(TrainingTrigger cause) {
        return new Situation(cause, NOW, false, Optional.empty(), 0, true, false);
    }

    private static Situation lastStarted(Instant instant) {
        return new Situation(TrainingTrigger.REGRESSION, NOW, false, Optional.of(instant), 1, true, true);
    }

    private static Answer decide(Situation situation) {
        return TriggerRule.decide(POLICY, situation);
    }
}
