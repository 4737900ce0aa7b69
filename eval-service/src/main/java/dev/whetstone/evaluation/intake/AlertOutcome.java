package dev.whetstone.evaluation.intake;

import com.fasterxml.jackson.annotation.JsonValue;

/** What became of one alert. All of them are answered with 2xx: sending it again would change nothing. */
public enum AlertOutcome {
    /** Told as {@code RetrainingAlerted}. */
    TAKEN("taken"),
    /** The same fingerprint and start were taken before. */
    REPEATED("repeated"),
    RESOLVED("resolved"),
    /** Its name is not among those that may ask for a retraining. */
    UNLISTED("unlisted"),
    /** It has no label {@code task}. */
    TASK_MISSING("task_missing"),
    /** Its label {@code task} names no task with an eval. */
    TASK_UNKNOWN("task_unknown");

    private final String label;

    AlertOutcome(String label) {
        this.label = label;
    }

    @JsonValue
    public String label() {
        return label;
    }
}
