package dev.whetstone.training.recipe;

import java.time.Duration;

/**
 * When events may start a job, so that a storm of alerts does not start a hundred.
 *
 * @param debounce quiet time after the last event
 * @param cooldown least time from one job's start to the next
 * @param dailyCap jobs that events may start in 24 hours
 * @param alertTrainsAgain whether an alert from outside trains the same split with the same recipe again, with other seeds
 */
public record RetrainingPolicy(Duration debounce, Duration cooldown, int dailyCap, boolean alertTrainsAgain) {

    public static final RetrainingPolicy DEFAULT =
            new RetrainingPolicy(Duration.ofSeconds(30), Duration.ofMinutes(10), 6, false);

    public RetrainingPolicy {
        notNegative("retraining.debounce", debounce);
        notNegative("retraining.cooldown", cooldown);
        if (dailyCap < 0) {
            throw new IllegalArgumentException("retraining.daily_cap: expected at least 0, but got " + dailyCap);
        }
    }

    private static void notNegative(String field, Duration value) {
        if (value == null || value.isNegative()) {
            throw new IllegalArgumentException(field + ": expected a duration such as 30s, but got " + value);
        }
    }
}
