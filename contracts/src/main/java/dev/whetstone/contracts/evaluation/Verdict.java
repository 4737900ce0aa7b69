package dev.whetstone.contracts.evaluation;

/** What an adapter's evaluation came to. Only {@link #PROMOTED} moves the alias. */
public enum Verdict {
    PROMOTED,
    REJECTED,
    INCONCLUSIVE
}
