package dev.whetstone.contracts.evaluation;

/** What the gate decided; everything but {@link #JUSTIFIED} means: do not tune. */
public enum TuningDecision {
    JUSTIFIED,
    PROMPT_SUFFICES,
    SCHEMA_SUFFICES,
    FEW_SHOT_SUFFICES,
    INCONCLUSIVE
}
