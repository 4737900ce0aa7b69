package dev.whetstone.engine.generate;

import java.util.List;

/**
 * A finished completion.
 *
 * @param text what was said, without stop text and control tokens
 * @param tokens every token chosen, the one that ended the turn included
 * @param promptTokens length of the prompt
 * @param seed the seed that repeats it
 * @param batchSize most requests that were decoded together with it, itself included; 0 when it ended before it had a place
 * @param constrained whether it was held to a schema: then it is a whole value of it when it ended by {@link FinishReason#STOP}, and
 *     the beginning of one otherwise
 * @param logProbabilities one for each of the tokens when the request asked for them, else none
 */
public record GenerationResult(
        String text,
        int[] tokens,
        FinishReason reason,
        int promptTokens,
        long seed,
        int batchSize,
        boolean constrained,
        List<LogProbabilities> logProbabilities) {

    public GenerationResult {
        tokens = tokens.clone();
        logProbabilities = List.copyOf(logProbabilities);
    }

    public GenerationResult(
            String text, int[] tokens, FinishReason reason, int promptTokens, long seed, int batchSize) {
        this(text, tokens, reason, promptTokens, seed, batchSize, false, List.of());
    }

    @Override
    public int[] tokens() {
        return tokens.clone();
    }
}
