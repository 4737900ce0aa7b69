package dev.whetstone.evaluation.suite;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Arrays;

/** How a task is put to a model. Every arm but {@link #ADAPTER} is a baseline that tuning has to beat. */
public enum Arm {
    PROMPT_ONLY("prompt-only"),
    /** The same prompts, the output held to the task's JSON Schema while it is generated. */
    PROMPT_SCHEMA("prompt-schema"),
    FEW_SHOT("few-shot"),
    ADAPTER("adapter");

    private final String label;

    Arm(String label) {
        this.label = label;
    }

    /** As events, reports and tables spell it. */
    @JsonValue
    public String label() {
        return label;
    }

    public boolean baseline() {
        return this != ADAPTER;
    }

    @JsonCreator
    public static Arm of(String label) {
        return Arrays.stream(values())
                .filter(arm -> arm.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "arm: expected prompt-only, prompt-schema, few-shot or adapter, but got '" + label + "'"));
    }
}
