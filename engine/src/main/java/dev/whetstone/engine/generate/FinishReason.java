package dev.whetstone.engine.generate;

/** Why a completion ended. */
public enum FinishReason {
    /** The model ended its turn, or a stop text came. */
    STOP,
    /** The token limit of the request or of the sequence was reached. */
    LENGTH,
    CANCELLED,
    DEADLINE
}
