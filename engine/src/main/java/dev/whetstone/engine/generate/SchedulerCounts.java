package dev.whetstone.engine.generate;

/**
 * What a scheduler has done since it began.
 *
 * @param steps passes through the network
 * @param promptTokens tokens of prompts computed; those taken over from another request are not
 * @param completionTokens tokens chosen
 */
public record SchedulerCounts(long steps, long promptTokens, long completionTokens) {

    static final SchedulerCounts NONE = new SchedulerCounts(0, 0, 0);

    SchedulerCounts stepped(long prompt, long completion) {
        return new SchedulerCounts(steps + 1, promptTokens + prompt, completionTokens + completion);
    }
}
