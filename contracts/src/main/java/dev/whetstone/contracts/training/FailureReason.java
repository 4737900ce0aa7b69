package dev.whetstone.contracts.training;

/** Why no adapter came of a job. */
public enum FailureReason {
    /** Loss rose without bound or was not a number. */
    DIVERGED,
    /** A sample cannot be trained on: its target does not fit the context, or it has none. */
    INVALID_DATA,
    /** Model, split or run spec is missing or not what its digest says. */
    INVALID_INPUT,
    OUT_OF_MEMORY,
    /** Every attempt died. */
    ATTEMPTS_EXHAUSTED,
    CANCELLED
}
