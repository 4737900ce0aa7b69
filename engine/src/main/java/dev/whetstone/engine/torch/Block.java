package dev.whetstone.engine.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

import java.util.EnumMap;
import java.util.Map;

/**
 * Frozen weights of one transformer block, (out, in) each.
 *
 * @param attentionNorm scale before attention (H)
 * @param feedForwardNorm scale before the feed-forward layer (H)
 */
public record Block(Norm attentionNorm, Norm feedForwardNorm, Map<Projection, Tensor> matrices) {

    /** Scale of a norm in both forms in which operators want it. */
    public record Norm(Tensor weight, TensorOptional optional) {}

    public Block {
        matrices = new EnumMap<>(matrices);
    }

    public Tensor matrix(Projection projection) {
        return matrices.get(projection);
    }
}
