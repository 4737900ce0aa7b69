package dev.whetstone.engine.torch;

/**
 * One sequence's share of a step: tokens at consecutive positions.
 *
 * @param blocks of the key-value cache in the order of the sequence's positions, up to its end at least; no two spans of a step write
 *     into the same
 * @param start position of the first token; the cache already holds those before it
 * @param lora adapter of the sequence, {@link LoraWeights#NONE} for the base
 * @param wantedFrom index of the first token after which logits are wanted; the number of tokens for none
 */
public record Span(int[] blocks, int start, int[] tokens, LoraWeights lora, int wantedFrom) {

    public Span {
        if (blocks.length < KvCache.blocksFor(start + tokens.length)) {
            throw new IllegalArgumentException("blocks are " + blocks.length + ": " + (start + tokens.length)
                    + " positions take " + KvCache.blocksFor(start + tokens.length));
        }
    }

    public int count() {
        return tokens.length;
    }

    /** Positions that are filled after the step. */
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
