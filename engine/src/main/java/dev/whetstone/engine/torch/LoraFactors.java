package dev.whetstone.engine.torch;

import dev.whetstone.engine.adapter.LoraTarget;
import dev.whetstone.engine.format.ModelConfig;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

import java.util.List;

/**
 * Where one target's own A and B lie inside the factors of its projection. PEFT knows one pair of matrices a target; here the
 * targets of a projection share a pair.
 */
public record LoraFactors(LoraWeights weights, ModelConfig config, int rank, List<LoraTarget> targets) {

    public LoraFactors {
        targets = List.copyOf(targets);
    }

    /** A of a target: (rank, in), a view. */
    public Tensor a(int layer, Projection projection, LoraTarget target) {
        return pair(layer, projection).a().narrow(0, column(projection, target), rank);
    }

    /** B of a target: (out, rank), a view. */
    public Tensor b(int layer, Projection projection, LoraTarget target) {
        return part(pair(layer, projection).b(), projection, target);
    }

    /** The target's own block of any (out, R) matrix of its projection, a view. */
    public Tensor part(Tensor b, Projection projection, LoraTarget target) {
        return b.narrow(0, projection.offset(target, config), target.out(config))
                .narrow(1, column(projection, target), rank);
    }

    /** Overwrites a target's factors. */
    public void set(int layer, Projection projection, LoraTarget target, Tensor a, Tensor b, Scalar scale) {
        a(layer, projection, target).copy_(a);
        b(layer, projection, target).copy_(b.mul(scale));
    }

    /** First column of a target in its projection's bottleneck. */
    private int column(Projection projection, LoraTarget target) {
        return rank
                * (int) projection.parts().stream()
                        .takeWhile(part -> part != target)
                        .filter(targets::contains)
                        .count();
    }

    private LoraPair pair(int layer, Projection projection) {
        return weights.find(layer, projection).orElseThrow();
    }
}
