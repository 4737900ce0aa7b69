package dev.whetstone.engine.generate;

import java.util.OptionalLong;

/**
 * Limits of a scheduler. Its key-value cache takes what {@code cacheBytes} says, in whole blocks; memory is touched as positions fill.
 *
 * @param maxBatch requests decoded together
 * @param queueCapacity requests that may wait
 * @param maxSequenceTokens prompt and completion of one request together; cut to the model's context
 * @param cacheBytes of keys and values, of all requests together; empty for as much as a full batch of the longest takes. With less, the youngest
 *     requests wait when they have all become long
 */
public record SchedulerOptions(int maxBatch, int queueCapacity, int maxSequenceTokens, OptionalLong cacheBytes) {

    public SchedulerOptions {
        requirePositive("maxBatch", maxBatch);
        requirePositive("queueCapacity", queueCapacity);
        requirePositive("maxSequenceTokens", maxSequenceTokens);
        cacheBytes.ifPresent(bytes -> requirePositive("cacheBytes", bytes));
    }

    public SchedulerOptions(int maxBatch, int queueCapacity, int maxSequenceTokens) {
        this(maxBatch, queueCapacity, maxSequenceTokens, OptionalLong.empty());
    }

    /** The same with a budget for keys and values. */
    public SchedulerOptions withCacheBytes(long bytes) {
        return new SchedulerOptions(maxBatch, queueCapacity, maxSequenceTokens, OptionalLong.of(bytes));
    }

    private static void requirePositive(String field, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(field + " is " + value + ": it must be at least 1");
        }
    }
}
