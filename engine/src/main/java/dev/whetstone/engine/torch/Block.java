package dev.whetstone.engine.torch;

import dev.whetstone.engine.ModelException;
import org.bytedeco.pytorch.Tensor;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Frozen weights of one transformer block, (out, in) each.
 *
 * @param queryKeyValueBias ((NH + 2·KV)·D)
 * @param heads of queries and keys, before they are turned
 * @param afterAttention of what attention adds
 * @param afterFeedForward of what the feed-forward layer adds
 */
public record Block(
        Norm attentionNorm,
        Optional<Tensor> queryKeyValueBias,
        Optional<HeadNorms> heads,
        Optional<Norm> afterAttention,
        Norm feedForwardNorm,
        Optional<Norm> afterFeedForward,
        Map<Projection, FrozenMatrix> matrices) {

    /** Over the D elements of each head. */
    public record HeadNorms(Norm query, Norm key) {}

    public Block {
        matrices = new EnumMap<>(matrices);
    }

    public FrozenMatrix matrix(Projection projection) {
        return matrices.get(projection);
    }

    public Optional<Tensor> bias(Projection projection) {
        return projection == Projection.QKV ? queryKeyValueBias : Optional.empty();
    }

    /** @throws ModelException when the model was loaded to be served only */
    public Tensor trainedBeside(Projection projection) {
        return matrix(projection).plain();
    }
}
