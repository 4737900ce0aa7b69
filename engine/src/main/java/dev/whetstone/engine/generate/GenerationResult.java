package dev.whetstone.engine.generate;

/**
 * A finished completion.
 *
 * @param text what was said, without stop text and control tokens
 * @param tokens every token chosen, the one that ended the turn included
 * @param promptTokens length of the prompt
 * @param seed the seed that repeats it
 * @param batchSize most requests that were decoded together with it, itself included; 0 when it ended before it had a place
 */
public record GenerationResult(
        String text, int[] tokens, FinishReason reason, int promptTokens, long seed, int batchSize) {

    public GenerationResult {
        tokens = tokens.clone();
    }

    @Override
    public int[] tokens() {
        return tokens.clone();
    }
}
