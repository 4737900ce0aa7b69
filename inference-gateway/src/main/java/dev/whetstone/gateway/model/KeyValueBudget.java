package dev.whetstone.gateway.model;

import dev.whetstone.engine.KeyValueMemory;

/** How long a sequence may become within the memory for keys and values, which all sequences of a batch share. */
final class KeyValueBudget {

    private KeyValueBudget() {}

    /** @throws IllegalArgumentException when a full batch could not even begin */
    static int longestSequence(KeyValueMemory memory, int contextLength, long budgetBytes, int maxBatch) {
        int blocks = memory.blocksIn(budgetBytes);
        if (blocks < maxBatch) {
            throw new IllegalArgumentException("whetstone.engine.kv-budget: " + budgetBytes + " bytes hold " + blocks
                    + " blocks of " + memory.blockTokens() + " tokens (" + memory.blockBytes()
                    + " bytes each), fewer than one for each of " + maxBatch
                    + " sequences: raise it, or lower whetstone.engine.max-batch");
        }
        return Math.min(blocks * memory.blockTokens(), contextLength);
    }
}
