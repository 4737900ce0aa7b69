package dev.whetstone.training.trigger;

import dev.whetstone.contracts.training.TrainingTrigger;
import dev.whetstone.training.recipe.RetrainingPolicy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a due trigger may become a job. Plain: what it needs to know is in its arguments. */
final class TriggerRule {

    /** What the rule looks at. */
    record Situation(
            TrainingTrigger cause,
            Instant now,
            boolean jobActive,
            Optional<Instant> lastStarted,
            long startedToday,
            boolean justified,
            boolean sameTrainedBefore) {}

    /** What to do with the trigger. */
    sealed interface Answer {
        record Start() implements Answer {}

        /** Looked at again; the reason is shown to whoever asks where the loop stands. */
        record Wait(String reason) implements Answer {}

        /** Done with: there is nothing to train. */
        record Drop(String reason) implements Answer {}

        /** Done with, and whoever asked from outside is told what there would have to be. */
        record Refuse(String missing) implements Answer {}
    }

    private static final Duration DAY = Duration.ofHours(24);

    private TriggerRule() {}

    static Instant dayBefore(Instant now) {
        return now.minus(DAY);
    }

    static Answer decide(RetrainingPolicy policy, Situation situation) {
        if (situation.jobActive()) {
            return new Answer.Wait("a job of this task is active");
        }
        if (!situation.justified()) {
            return new Answer.Wait("the newest dataset version has no JUSTIFIED decision yet");
        }
        if (situation.sameTrainedBefore()) {
            switch (situation.cause()) {
                case DECISION -> {
                    return new Answer.Drop("the same train split was trained with the same recipe before");
                }
                case ALERT -> {
                    if (!policy.alertTrainsAgain()) {
                        return new Answer.Refuse(
                                "a train split or a recipe that was not trained before (retraining.alert_trains_again is false)");
                    }
                }
                case REGRESSION, REQUEST -> {
                    // Trained again, with other seeds.
                }
            }
        }
        if (situation.startedToday() >= policy.dailyCap()) {
            return new Answer.Wait("the daily cap of " + policy.dailyCap() + " jobs is reached");
        }
        Instant cool = situation
                .lastStarted()
                .map(policy.cooldown()::addTo)
                .map(Instant.class::cast)
                .orElse(Instant.MIN);
        if (situation.now().isBefore(cool)) {
            return new Answer.Wait("cooling down until " + cool);
        }
        return new Answer.Start();
    }
}
