package dev.whetstone.engine.train;

import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.adapter.LoraLayout;
import dev.whetstone.engine.adapter.LoraPlace;
import dev.whetstone.engine.adapter.LoraTarget;
import dev.whetstone.engine.adapter.PeftAdapter;
import dev.whetstone.engine.adapter.PeftWriter;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.torch.Backend;
import dev.whetstone.engine.torch.DoraGains;
import dev.whetstone.engine.torch.Kept;
import dev.whetstone.engine.torch.LoraFactors;
import dev.whetstone.engine.torch.LoraGain;
import dev.whetstone.engine.torch.LoraLoader;
import dev.whetstone.engine.torch.LoraPair;
import dev.whetstone.engine.torch.LoraWeights;
import dev.whetstone.engine.torch.NativeData;
import dev.whetstone.engine.torch.Network;
import dev.whetstone.engine.torch.Projection;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What is trained: A and B of every target in float32, all in one vector, with their gradient beside it, so that clipping and the
 * optimizer are a handful of operations. The passes compute with a copy in the format of activations.
 */
final class LoraParameters implements AutoCloseable, PeftWriter.Factors {

    private final Kept kept = new Kept();
    private final ModelConfig config;
    private final Backend backend;
    private final LoraLayout layout;
    private final FactorOffsets offsets;
    private final LoraWeights copy;
    private final LoraFactors factors;
    private final Optional<DoraGains> gains;
    private final Tensor values;
    private final Tensor gradient;

    /** With the values that training begins with. */
    static LoraParameters of(LanguageModel base, LoraRecipe recipe, Beginning beginning) {
        LoraParameters parameters = new LoraParameters(base.network(), recipe);
        try {
            switch (beginning) {
                case Beginning.Fresh _ -> {} // as it is
                case Beginning.Continued continued -> parameters.begin(continued, new LoraLoader(base.network()));
            }
            return parameters;
        } catch (RuntimeException e) {
            parameters.close();
            throw e;
        }
    }

    /** A fresh adapter, which changes nothing. */
    LoraParameters(Network network, LoraRecipe recipe) {
        this.config = network.config();
        this.backend = network.backend();
        this.layout = recipe.layout(config);
        this.offsets = new FactorOffsets(config, layout);
        this.copy = LoraWeights.empty(config, backend, layout);
        this.factors = new LoraFactors(copy, config, layout);
        this.gains =
                layout.dora() ? Optional.of(new DoraGains(config, network.weights(), layout, copy)) : Optional.empty();
        try (var _ = new PointerScope()) {
            values = kept.keep(torch.zeros(new long[] {offsets.size()}, backend.floats()));
            gradient = kept.keep(torch.zeros(new long[] {offsets.size()}, backend.floats()));
            initialize(recipe.seed());
            refresh();
        }
    }

    /** A uniform in ±1/√in (Kaiming with a = √5, as PEFT does), B zero: a fresh adapter changes nothing. */
    private void initialize(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (LoraPlace place : layout.places()) {
            int in = place.target().in(config);
            double bound = 1 / Math.sqrt(in);
            float[] drawn = new float[place.rank() * in];
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = (float) random.nextDouble(-bound, bound);
            }
            offsets.a(values, place).copy_(backend.floats(drawn, place.rank(), in));
            gains.ifPresent(dora -> offsets.magnitude(values, place).copy_(norms(dora, place)));
        }
    }

    private static Tensor norms(DoraGains dora, LoraPlace place) {
        return dora.part(dora.norms(place.layer(), Projection.of(place.target())), place.target());
    }

    /** Both lie on the same modules: {@link Beginning#require} has seen to it. */
    private void begin(Beginning.Continued continued, LoraLoader loader) {
        try (PeftAdapter adapter = PeftAdapter.open(continued.adapter(), config)) {
            for (LoraPlace place : layout.places()) {
                try (var _ = new PointerScope()) {
                    offsets.a(values, place).copy_(loader.finite(adapter.a(place)));
                    offsets.b(values, place).copy_(loader.finite(adapter.b(place)));
                    if (layout.dora()) {
                        offsets.magnitude(values, place).copy_(loader.finite(adapter.magnitude(place)));
                    }
                }
            }
        }
        refresh();
    }

    /** All parameters, (P). */
    Tensor values() {
        return values;
    }

    /** Gradient of the loss by each parameter, (P). */
    Tensor gradient() {
        return gradient;
    }

    /** A learns at the rate, B at its multiple (LoRA+). */
    List<AdamW.RateGroup> rates(OptimizerSettings settings) {
        long startOfB = offsets.startOfB();
        return List.of(
                new AdamW.RateGroup(0, startOfB, 1),
                new AdamW.RateGroup(startOfB, offsets.size() - startOfB, settings.loraPlusRatio()));
    }

    /** The copy to compute with. */
    LoraWeights copy() {
        return copy;
    }

    /** Brings the copy up to date after the parameters changed. */
    void refresh() {
        try (var _ = new PointerScope()) {
            for (LoraPlace place : layout.places()) {
                factors.set(place, offsets.a(values, place), offsets.b(values, place));
            }
            gains.ifPresent(dora -> dora.refresh(place -> offsets.magnitude(values, place)));
        }
    }

    /**
     * Adds the gradient of a projection's factors.
     *
     * @param sum to add to, (P)
     * @param ofA (R, in); more rows are not looked at
     * @param ofTransposedB (R, out), by B before it is scaled up to the module's scale; more rows are not looked at
     */
    void addGradient(Tensor sum, int layer, Projection projection, Tensor ofA, Tensor ofTransposedB) {
        for (LoraTarget target : projection.parts()) {
            layout.find(layer, target).ifPresent(place -> {
                offsets.a(sum, place).add_(factors.rows(ofA, place));
                offsets.b(sum, place).add_(factors.part(ofTransposedB.t(), place), new Scalar(place.scale()));
            });
        }
    }

    /**
     * Adds the gradient of the magnitudes of a projection. The norm counts as a constant (Liu et al. 2024, §4.3).
     *
     * @param sum to add to, (P)
     * @param ofGain by the gain of each row (out) in float32
     */
    void addGradientOfMagnitudes(Tensor sum, int layer, Projection projection, Tensor ofGain) {
        DoraGains dora = gains.orElseThrow();
        Tensor ofMagnitude = ofGain.div(dora.norms(layer, projection)); // (out)
        for (LoraTarget target : projection.parts()) {
            layout.find(layer, target)
                    .ifPresent(place -> offsets.magnitude(sum, place).add_(dora.part(ofMagnitude, target)));
        }
    }

    /** What the output is multiplied by, with DoRA. */
    Optional<LoraGain> gain(int layer, Projection projection) {
        return copy.gain(layer, projection);
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
            return !offsets.allB(values).any().item_bool();
        }
    }

    /** Valid while the scope around and these parameters are open, like {@link #b}. */
    @Override
    public MemorySegment a(LoraPlace place) {
        return bytes(offsets.a(values, place));
    }

    @Override
    public MemorySegment b(LoraPlace place) {
        return bytes(offsets.b(values, place));
    }

    @Override
    public MemorySegment magnitude(LoraPlace place) {
        return bytes(offsets.magnitude(values, place));
    }

    @Override
    public void close() {
        gains.ifPresent(DoraGains::close);
        copy.close();
        kept.close();
    }

    private static MemorySegment bytes(Tensor view) {
        return NativeData.span(view.cpu().contiguous());
    }
}
