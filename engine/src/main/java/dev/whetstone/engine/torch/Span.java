package dev.whetstone.engine.torch;

/**
 * One sequence's share of a step: tokens at consecutive positions of its slot in the cache.
 *
 * @param slot row of the key-value cache; no two spans of a step share one
 * @param start position of the first token; the cache already holds those before it
 * @param lora adapter of the sequence, {@link LoraWeights#NONE} for the base
 * @param wantedFrom index of the first token after which logits are wanted; the number of tokens for none
 */
public record Span(int slot, int start, int[] tokens, LoraWeights lora, int wantedFrom) {

    public int count() {
        return tokens.length;
    }

    /** Positions of the slot that are filled after the step. */
    int end() {
        return start + tokens.length;
    }

    int wanted() {
        return tokens.length - wantedFrom;
    }

    boolean isSingle() {
        return tokens.length == 1;
    }
}
