package dev.whetstone.gateway.generation;

import dev.whetstone.engine.generate.GenerationResult;

import java.util.Locale;

/** How far a request was when it was cancelled: the later, the more work was thrown away. */
enum Cancelled {
    QUEUED,
    PREFILL,
    DECODE;

    static Cancelled during(GenerationResult result) {
        if (result.batchSize() == 0) {
            return QUEUED;
        }
        return result.tokens().length == 0 ? PREFILL : DECODE;
    }

    /** Tag value; dashboards depend on it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
