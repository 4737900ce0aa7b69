package dev.whetstone.gateway.model;

import dev.whetstone.engine.format.ModelConfig;

/** How long a sequence may become so that a full batch of them keeps its keys and values within the configured memory. */
final class KeyValueBudget {

    private static final int BYTES_PER_VALUE = 4; // float32: the most that the engine's cache uses
    private static final int SHORTEST_USEFUL = 16;

    private KeyValueBudget() {}

    /** @throws IllegalArgumentException when not even a short sequence fits */
    static int longestSequence(ModelConfig model, long budgetBytes, int maxBatch) {
        long bytesPerToken = 2L * model.layers() * model.keyValueWidth() * BYTES_PER_VALUE;
        long tokens = budgetBytes / bytesPerToken / maxBatch;
        if (tokens < SHORTEST_USEFUL) {
            throw new IllegalArgumentException("whetstone.engine.kv-budget: " + budgetBytes + " bytes hold " + tokens
                    + " tokens for each of " + maxBatch + " sequences (" + bytesPerToken
                    + " bytes a token): raise it, or lower whetstone.engine.max-batch");
        }
        return (int) Math.min(tokens, model.contextLength());
    }
}
