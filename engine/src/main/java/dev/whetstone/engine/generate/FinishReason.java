package dev.whetstone.engine.generate;

/** Why a completion ended. */
public enum FinishReason {
    /** The model ended its turn, a stop text came, or the value that a schema asked for was whole. */
    STOP,
    /** The token limit of the request or of the sequence was reached. */
    LENGTH,
    CANCELLED,
    DEADLINE
}
