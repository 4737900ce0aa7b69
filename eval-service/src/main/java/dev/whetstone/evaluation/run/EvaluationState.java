package dev.whetstone.evaluation.run;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.List;

/** Where an evaluation stands. */
public enum EvaluationState {
    /** Waits for a worker, for the gateway, or for its next attempt. */
    QUEUED("queued"),
    RUNNING("running"),
    COMPLETED("completed"),
    /** Given up; {@code problem} says why. There is no score. */
    FAILED("failed"),
    /** The base that the gateway serves was evaluated already, by another evaluation. */
    SUPERSEDED("superseded");

    private final String label;

    EvaluationState(String label) {
        this.label = label;
    }

    @JsonValue
    public String label() {
        return label;
    }

    static List<EvaluationState> openStates() {
        return List.of(QUEUED, RUNNING);
    }

    /** Those in which an evaluation stands for its dataset version, eval and base. */
    static List<EvaluationState> counted() {
        return List.of(QUEUED, RUNNING, COMPLETED);
    }
}
