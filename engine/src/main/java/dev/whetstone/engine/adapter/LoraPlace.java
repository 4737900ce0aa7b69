package dev.whetstone.engine.adapter;

import dev.whetstone.engine.format.ModelConfig;

/**
 * A module with an adapter.
 *
 * @param rank of this module
 * @param scale what B·A is multiplied by
 */
public record LoraPlace(int layer, LoraTarget target, int rank, double scale) {

    /** {@code model.layers.3.self_attn.q_proj}. */
    public String path() {
        return target.path(layer);
    }

    /** Elements of A, (rank, in). */
    public long sizeOfA(ModelConfig base) {
        return (long) rank * target.in(base);
    }

    /** Elements of B, (out, rank). */
    public long sizeOfB(ModelConfig base) {
        return (long) target.out(base) * rank;
    }
}
