package dev.whetstone.engine;

/**
 * What to report about a chat.
 *
 * @param top how many of the largest logits at the last prompt position
 * @param newTokens how many tokens to generate greedily; 0 for none
 */
public record ScoreOptions(int top, int newTokens) {

    public ScoreOptions {
        if (top < 1) {
            throw new IllegalArgumentException("top is " + top + ": at least 1 logit must be asked for");
        }
        if (newTokens < 0) {
            throw new IllegalArgumentException("newTokens is " + newTokens + ": give 0 or more");
        }
    }
}
