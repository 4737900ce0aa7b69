package dev.whetstone.engine.torch;

import dev.whetstone.engine.ModelException;
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
public record Block(Norm attentionNorm, Norm feedForwardNorm, Map<Projection, FrozenMatrix> matrices) {

    /** Scale of a norm in both forms in which operators want it. */
    public record Norm(Tensor weight, TensorOptional optional) {}

    public Block {
        matrices = new EnumMap<>(matrices);
    }

    public FrozenMatrix matrix(Projection projection) {
        return matrices.get(projection);
    }

    /** @throws ModelException when the model was loaded to be served only */
    public Tensor trainedBeside(Projection projection) {
        return switch (matrix(projection)) {
            case FrozenMatrix.Plain plain -> plain.weight();
            case FrozenMatrix.Reordered _ ->
                throw new ModelException(
                        "the model was loaded for serving: load it with Use.TRAINING to train beside it");
        };
    }
}
