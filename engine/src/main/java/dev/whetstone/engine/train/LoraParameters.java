package dev.whetstone.engine.train;

import dev.whetstone.engine.adapter.LoraTarget;
import dev.whetstone.engine.adapter.PeftWriter;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.torch.Backend;
import dev.whetstone.engine.torch.Kept;
import dev.whetstone.engine.torch.LoraFactors;
import dev.whetstone.engine.torch.LoraPair;
import dev.whetstone.engine.torch.LoraWeights;
import dev.whetstone.engine.torch.NativeData;
import dev.whetstone.engine.torch.Projection;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What is trained: A and B of every target in float32, all in one vector, with their gradient beside it, so that clipping and the
 * optimizer are a handful of operations. The passes compute with a copy in the format of activations.
 */
final class LoraParameters implements AutoCloseable, PeftWriter.Factors {

    private final Kept kept = new Kept();
    private final ModelConfig config;
    private final Backend backend;
    private final int rank;
    private final List<LoraTarget> targets;
    private final LoraWeights copy;
    private final LoraFactors factors;
    private final Scalar scale;
    private final Tensor values;
    private final Tensor gradient;

    LoraParameters(ModelConfig config, Backend backend, LoraRecipe recipe) {
        this.config = config;
        this.backend = backend;
        this.rank = recipe.rank();
        this.targets = recipe.targets().stream()
                .map(LoraTarget::require)
                .sorted()
                .distinct()
                .toList();
        this.copy = LoraWeights.empty(config, backend, rank, targets);
        this.factors = new LoraFactors(copy, config, rank, targets);
        try (var _ = new PointerScope()) {
            long size = config.layers() * sizeOfLayer();
            scale = kept.keep(new Scalar(recipe.scale()));
            values = kept.keep(torch.zeros(new long[] {size}, backend.floats()));
            gradient = kept.keep(torch.zeros(new long[] {size}, backend.floats()));
            initialize(recipe.seed());
            refresh();
        }
    }

    /** A uniform in ±1/√in (Kaiming with a = √5, as PEFT does), B zero: a fresh adapter changes nothing. */
    private void initialize(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int layer = 0; layer < config.layers(); layer++) {
            for (LoraTarget target : targets) {
                double bound = 1 / Math.sqrt(target.in(config));
                float[] drawn = new float[rank * target.in(config)];
                for (int i = 0; i < drawn.length; i++) {
                    drawn[i] = (float) random.nextDouble(-bound, bound);
                }
                viewOfA(values, layer, target).copy_(backend.floats(drawn, rank, target.in(config)));
            }
        }
    }

    /** All parameters, (P). */
    Tensor values() {
        return values;
    }

    /** Gradient of the loss by each parameter, (P). */
    Tensor gradient() {
        return gradient;
    }

    /** The copy to compute with. */
    LoraWeights copy() {
        return copy;
    }

    List<LoraTarget> targets() {
        return targets;
    }

    /** Brings the copy up to date after the parameters changed. */
    void refresh() {
        try (var _ = new PointerScope()) {
            for (int layer = 0; layer < config.layers(); layer++) {
                for (Projection projection : Projection.values()) {
                    for (LoraTarget target : trained(projection)) {
                        factors.set(
                                layer,
                                projection,
                                target,
                                viewOfA(values, layer, target),
                                viewOfB(values, layer, target),
                                scale);
                    }
                }
            }
        }
    }

    /**
     * Adds the gradient of a projection's factors.
     *
     * @param ofA (R, in)
     * @param ofB (out, R), by B before it is scaled up to the factor alpha / rank
     */
    void addGradient(int layer, Projection projection, Tensor ofA, Tensor ofB) {
        long row = 0;
        for (LoraTarget target : trained(projection)) {
            viewOfA(gradient, layer, target).add_(ofA.narrow(0, row, rank));
            viewOfB(gradient, layer, target).add_(factors.part(ofB, projection, target), scale);
            row += rank;
        }
    }

    boolean trains(int layer, Projection projection) {
        return copy.find(layer, projection).isPresent();
    }

    LoraPair pair(int layer, Projection projection) {
        return copy.find(layer, projection).orElseThrow();
    }

    /** True while B is zero everywhere: the adapter does nothing. */
    boolean isNoOp() {
        try (var _ = new PointerScope()) {
            for (int layer = 0; layer < config.layers(); layer++) {
                for (LoraTarget target : targets) {
                    if (viewOfB(values, layer, target).any().item_bool()) {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    /** Valid while the scope around and these parameters are open, like {@link #b}. */
    @Override
    public MemorySegment a(int layer, LoraTarget target) {
        return bytes(viewOfA(values, layer, target));
    }

    @Override
    public MemorySegment b(int layer, LoraTarget target) {
        return bytes(viewOfB(values, layer, target));
    }

    @Override
    public void close() {
        copy.close();
        kept.close();
    }

    private static MemorySegment bytes(Tensor view) {
        return NativeData.span(view.cpu().contiguous());
    }

    private List<LoraTarget> trained(Projection projection) {
        return projection.parts().stream().filter(targets::contains).toList();
    }

    private Tensor viewOfA(Tensor all, int layer, LoraTarget target) {
        return all.narrow(0, offset(layer, target), (long) rank * target.in(config))
                .view(rank, target.in(config));
    }

    private Tensor viewOfB(Tensor all, int layer, LoraTarget target) {
        long start = offset(layer, target) + (long) rank * target.in(config);
        return all.narrow(0, start, (long) rank * target.out(config)).view(target.out(config), rank);
    }

    private long offset(int layer, LoraTarget target) {
        return layer * sizeOfLayer()
                + targets.stream()
                        .takeWhile(other -> other != target)
                        .mapToLong(this::size)
                        .sum();
    }

    private long sizeOfLayer() {
        return targets.stream().mapToLong(this::size).sum();
    }

    private long size(LoraTarget target) {
        return (long) rank * (target.in(config) + target.out(config));
    }
}
