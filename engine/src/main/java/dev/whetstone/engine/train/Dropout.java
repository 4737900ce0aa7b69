package dev.whetstone.engine.train;

import dev.whetstone.engine.torch.Native;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

import java.util.Optional;

/**
 * Dropout on the input of adapters: each element is zero with the probability, the others are scaled up. The random stream of a
 * pass follows from the seed and the pass alone, so a resumed run draws what the whole run would have drawn. Targets of one
 * projection share their input's mask.
 */
final class Dropout {

    private final double probability;
    private final Optional<GeneratorOptional> generator;

    private Dropout(double probability, Optional<GeneratorOptional> generator) {
        this.probability = probability;
        this.generator = generator;
    }

    static Dropout none() {
        return new Dropout(0, Optional.empty());
    }

    /** To be called in a pointer scope, in which it lives. */
    static Dropout of(double probability, long seed, long step, int pass) {
        if (probability == 0) {
            return none();
        }
        long stream = ((seed * 0x9E3779B97F4A7C15L) + step) * 0xBF58476D1CE4E5B9L + pass;
        return new Dropout(probability, Optional.of(new GeneratorOptional(torch.createCPUGenerator(stream))));
    }

    /** Zero or 1 / (1 - p) for each element of x (T, in), in its format; empty when nothing is dropped. */
    Optional<Tensor> mask(Tensor x) {
        return generator.map(stream -> {
            long[] shape = {x.size(0), x.size(1)};
            return torch.empty(shape, new TensorOptions(torch.ScalarType.Float), Native.NO_FORMAT)
                    .bernoulli_(1 - probability, stream)
                    .mul_(new Scalar(1 / (1 - probability)))
                    .to(x);
        });
    }
}
