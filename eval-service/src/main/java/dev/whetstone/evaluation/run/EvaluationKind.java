package dev.whetstone.evaluation.run;

import com.fasterxml.jackson.annotation.JsonValue;

/** What an evaluation is for. */
public enum EvaluationKind {
    /** The base with every baseline arm: may the task be tuned? */
    GATE("gate"),
    /** An adapter against every baseline, what is served and the regression split: does it replace what is served? */
    CANDIDATE("candidate");

    private final String label;

    EvaluationKind(String label) {
        this.label = label;
    }

    @JsonValue
    public String label() {
        return label;
    }
}
