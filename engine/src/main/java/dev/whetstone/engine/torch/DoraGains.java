package dev.whetstone.engine.torch;

import dev.whetstone.engine.adapter.LoraLayout;
import dev.whetstone.engine.adapter.LoraPlace;
import dev.whetstone.engine.adapter.LoraTarget;
import dev.whetstone.engine.format.ModelConfig;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Brings the gains of an adapter of DoRA up to date with its factors and magnitudes: {@code g = m / ‖W + s·B·A‖}, the norm of each row
 * (Liu et al. 2024, eq. 5).
 */
public final class DoraGains implements AutoCloseable {

    private final Kept kept = new Kept();
    private final ModelConfig config;
    private final Weights base;
    private final LoraLayout layout;
    private final LoraWeights weights;
    private final Map<Projection, Tensor[]> squares = new EnumMap<>(Projection.class);
    private final Map<Projection, Tensor[]> norms = new EnumMap<>(Projection.class);

    /** @throws dev.whetstone.engine.ModelException when the base was loaded to be served only */
    public DoraGains(ModelConfig config, Weights base, LoraLayout layout, LoraWeights weights) {
        this.config = config;
        this.base = base;
        this.layout = layout;
        this.weights = weights;
        for (Projection projection : Projection.values()) {
            squares.put(projection, new Tensor[config.layers()]);
            norms.put(projection, new Tensor[config.layers()]);
        }
        try (var _ = new PointerScope()) {
            for (int layer = 0; layer < config.layers(); layer++) {
                measure(layer);
            }
        }
    }

    private void measure(int layer) {
        for (Projection projection : Projection.values()) {
            if (weights.find(layer, projection).isPresent()) {
                Tensor ofRows = Scoped.only(() -> weight(layer, projection)
                        .to(torch.ScalarType.Float)
                        .square()
                        .sum(1)); // (out)
                squares.get(projection)[layer] = kept.keep(ofRows);
                norms.get(projection)[layer] = kept.keep(ofRows.sqrt());
            }
        }
    }

    /** @param magnitude m of a module, (out) in float32 */
    public void refresh(Function<LoraPlace, Tensor> magnitude) {
        for (int layer = 0; layer < config.layers(); layer++) {
            for (Projection projection : Projection.values()) {
                Optional<LoraPair> pair = weights.find(layer, projection);
                if (pair.isPresent()) {
                    try (var _ = new PointerScope()) {
                        refresh(layer, projection, pair.get(), magnitude);
                    }
                }
            }
        }
    }

    private void refresh(int layer, Projection projection, LoraPair pair, Function<LoraPlace, Tensor> magnitude) {
        Tensor ofRows = norms(layer, projection);
        ofRows.copy_(lengths(layer, projection, pair));
        LoraGain gain = weights.gain(layer, projection).orElseThrow();
        for (LoraTarget target : projection.parts()) {
            layout.find(layer, target).ifPresent(place -> {
                Tensor g = magnitude.apply(place).div(part(ofRows, target));
                part(gain.factor(), target).copy_(g);
            });
        }
        gain.shift().ifPresent(shift -> {
            Tensor bias = base.blocks().get(layer).bias(projection).orElseThrow();
            shift.copy_(gain.factor().neg().add_(Native.ONE).mul_(bias));
        });
    }

    /** ‖W + s·B·A‖ from {@code ‖w‖² + 2·(w·Aᵀ)·b + b·(A·Aᵀ)·bᵀ}, so that nothing as large as W is made. */
    private Tensor lengths(int layer, Projection projection, LoraPair pair) {
        Tensor a = pair.a().to(torch.ScalarType.Float); // (R, in)
        Tensor b = pair.b().to(torch.ScalarType.Float); // (out, R), with the scale
        Tensor cross = torch.linear(weight(layer, projection), pair.a()).to(torch.ScalarType.Float); // (out, R)
        Tensor changed = cross.mul(new Scalar(2.0)).add_(torch.mm(b, torch.mm(a, a.t())));
        return changed.mul_(b).sum(1).add_(squares.get(projection)[layer]).sqrt_(); // (out)
    }

    /** ‖W + s·B·A‖ of each row as last brought up to date, (out) in float32. */
    public Tensor norms(int layer, Projection projection) {
        return norms.get(projection)[layer];
    }

    /** A module's own rows of an (out) vector of its projection, a view. */
    public Tensor part(Tensor rows, LoraTarget target) {
        return rows.narrow(0, Projection.of(target).offset(target, config), target.out(config));
    }

    private Tensor weight(int layer, Projection projection) {
        return base.blocks().get(layer).trainedBeside(projection);
    }

    @Override
    public void close() {
        kept.close();
    }
}
