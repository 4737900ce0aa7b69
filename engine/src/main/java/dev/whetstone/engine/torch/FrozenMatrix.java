package dev.whetstone.engine.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A weight of the base model, (out, in), in the form that its use asks for. */
public sealed interface FrozenMatrix {

    /** {@code x·Wᵀ}, (T, in) to (T, out). */
    Tensor apply(Tensor x);

    /** Row-major: what training needs, which multiplies by the matrix from both sides. */
    record Plain(Tensor weight) implements FrozenMatrix {
        @Override
        public Tensor apply(Tensor x) {
            return torch.linear(x, weight);
        }
    }

    /** In the order that the library multiplies fastest in. */
    record Reordered(Tensor weight) implements FrozenMatrix {
        @Override
        public Tensor apply(Tensor x) {
            return OneDnn.linear(x, weight);
        }
    }
}
