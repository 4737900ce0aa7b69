package dev.whetstone.engine.generate;

/**
 * Limits of a scheduler. The key-value cache takes {@code maxBatch} times {@code maxSequenceTokens} positions at most; memory is
 * touched as positions fill.
 *
 * @param maxBatch requests decoded together
 * @param queueCapacity requests that may wait
 * @param maxSequenceTokens prompt and completion of one request together; cut to the model's context
 */
public record SchedulerOptions(int maxBatch, int queueCapacity, int maxSequenceTokens) {

    public SchedulerOptions {
        requirePositive("maxBatch", maxBatch);
        requirePositive("queueCapacity", queueCapacity);
        requirePositive("maxSequenceTokens", maxSequenceTokens);
    }

    private static void requirePositive(String field, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(field + " is " + value + ": it must be at least 1");
        }
    }
}
