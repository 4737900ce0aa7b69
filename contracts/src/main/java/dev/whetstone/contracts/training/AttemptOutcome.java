package dev.whetstone.contracts.training;

/** How an attempt ended that could say so itself. One that died says nothing. */
public enum AttemptOutcome {
    SUCCEEDED,
    /** Loss rose without bound or was not a number. */
    DIVERGED,
    INVALID_DATA,
    INVALID_INPUT
}
