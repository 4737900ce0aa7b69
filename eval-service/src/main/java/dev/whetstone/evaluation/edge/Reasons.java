package dev.whetstone.evaluation.edge;

import dev.whetstone.edge.RequestRefused;

/** Why somebody did something by hand. */
public final class Reasons {
    private Reasons() {}

    /** A sentence that will stay on record. */
    public static String require(String text) {
        if (text == null || text.isBlank()) {
            throw new RequestRefused(
                    EvaluationError.REASON_MISSING,
                    "reason: expected a sentence, but got '" + text + "'",
                    "Say in 'reason' why this is done: it stays on record.");
        }
        return text.strip();
    }
}
