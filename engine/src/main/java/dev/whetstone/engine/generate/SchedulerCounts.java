package dev.whetstone.engine.generate;

/**
 * What a scheduler has done since it began, and what its key-value cache is used for.
 *
 * @param steps passes through the network
 * @param promptTokens tokens of prompts computed, and tokens computed again after their request had to leave the batch; those found in
 *     the cache are not
 * @param completionTokens tokens chosen
 * @param foundTokens tokens whose keys and values were found in the cache, computed for another request
 * @param preemptions how often a request left the batch because no block was free, to be computed again later
 * @param blocks of the key-value cache
 */
public record SchedulerCounts(
        long steps, long promptTokens, long completionTokens, long foundTokens, long preemptions, BlockCounts blocks) {

    static final SchedulerCounts NONE = new SchedulerCounts(0, 0, 0, 0, 0, BlockCounts.NONE);

    SchedulerCounts stepped(long prompt, long completion) {
        return new SchedulerCounts(
                steps + 1, promptTokens + prompt, completionTokens + completion, foundTokens, preemptions, blocks);
    }

    SchedulerCounts found(long tokens) {
        return new SchedulerCounts(steps, promptTokens, completionTokens, tokens, preemptions, blocks);
    }

    SchedulerCounts preempted() {
        return new SchedulerCounts(steps, promptTokens, completionTokens, foundTokens, preemptions + 1, blocks);
    }

    SchedulerCounts with(BlockCounts now) {
        return new SchedulerCounts(steps, promptTokens, completionTokens, foundTokens, preemptions, now);
    }
}
