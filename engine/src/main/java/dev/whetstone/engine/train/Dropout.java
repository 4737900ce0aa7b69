package dev.whetstone.engine.train;

import dev.whetstone.engine.torch.Native;
import dev.whetstone.engine.torch.Scoped;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

import java.util.Optional;

/**
 * Dropout on the input of adapters: each element is zero with the probability, the others are scaled up. The random stream of a block
 * follows from the seed, the pass and the layer alone, so a resumed run draws what the whole run would have drawn, and a block that is
 * computed twice draws the same twice. Targets of one projection share their input's mask.
 */
final class Dropout {

    private final double probability;
    private final long stream;

    private Dropout(double probability, long stream) {
        this.probability = probability;
        this.stream = stream;
    }

    static Dropout none() {
        return new Dropout(0, 0);
    }

    static Dropout of(double probability, long seed, long step, int pass) {
        return new Dropout(probability, ((seed * 0x9E3779B97F4A7C15L) + step) * 0xBF58476D1CE4E5B9L + pass);
    }

    /** The masks of one block, in the order in which they are asked for. To be called in a pointer scope, in which they live. */
    Masks block(int layer) {
        if (probability == 0) {
            return new Masks(0, Optional.empty());
        }
        long seed = stream * 0x94D049BB133111EBL + layer;
        return new Masks(probability, Optional.of(new GeneratorOptional(torch.createCPUGenerator(seed))));
    }

    record Masks(double probability, Optional<GeneratorOptional> generator) {

        /** Zero or 1 / (1 - p) for each element of x (T, in), in its format; empty when nothing is dropped. */
        Optional<Tensor> next(Tensor x) {
            return generator.map(stream -> {
                long[] shape = {x.size(0), x.size(1)};
                return Scoped.only(() -> torch.empty(shape, new TensorOptions(torch.ScalarType.Float), Native.NO_FORMAT)
                        .bernoulli_(1 - probability, stream)
                        .mul_(new Scalar(1 / (1 - probability)))
                        .to(x));
            });
        }
    }
}
