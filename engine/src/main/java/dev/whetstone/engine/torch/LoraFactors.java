package dev.whetstone.engine.torch;

import dev.whetstone.engine.adapter.LoraLayout;
import dev.whetstone.engine.adapter.LoraPlace;
import dev.whetstone.engine.adapter.LoraTarget;
import dev.whetstone.engine.format.ModelConfig;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Where one target's own A and B lie inside the factors of its projection. PEFT knows one pair of matrices a target; here the
 * targets of a projection share a pair.
 */
public record LoraFactors(LoraWeights weights, ModelConfig config, LoraLayout layout) {

    /** A of a target: (rank, in), a view. */
    public Tensor a(LoraPlace place) {
        return rows(pair(place).a(), place);
    }

    /** B of a target: (out, rank), a view. */
    public Tensor b(LoraPlace place) {
        return part(pair(place).b(), place);
    }

    /** The target's own rows of any (R, in) matrix of its projection, a view. */
    public Tensor rows(Tensor a, LoraPlace place) {
        return a.narrow(0, column(place), place.rank());
    }

    /** The target's own block of any (out, R) matrix of its projection, a view. */
    public Tensor part(Tensor b, LoraPlace place) {
        LoraTarget target = place.target();
        return b.narrow(0, Projection.of(target).offset(target, config), target.out(config))
                .narrow(1, column(place), place.rank());
    }

    /** Overwrites a target's factors; its scale becomes part of B. */
    public void set(LoraPlace place, Tensor a, Tensor b) {
        a(place).copy_(a);
        b(place).copy_(b.mul(new Scalar(place.scale())));
    }

    private int column(LoraPlace place) {
        return Projection.of(place.target()).column(place.target(), layout, place.layer());
    }

    private LoraPair pair(LoraPlace place) {
        return weights.find(place.layer(), Projection.of(place.target())).orElseThrow();
    }
}
