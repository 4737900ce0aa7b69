package dev.whetstone.engine.torch;

import dev.whetstone.engine.ModelException;
import dev.whetstone.engine.vector.BlockedMatrix;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.util.Optional;

/** A weight of the base model, (out, in), in the form that its use asks for. */
public sealed interface FrozenMatrix {

    /** {@code x·Wᵀ}, (T, in) to (T, out). */
    Tensor apply(Tensor x);

    /**
     * The weight itself, to train beside.
     *
     * @throws ModelException when the model was loaded to be served only
     */
    Tensor plain();

    /** Row-major: what training needs, which multiplies by the matrix from both sides. */
    record Plain(Tensor weight) implements FrozenMatrix {
        @Override
        public Tensor apply(Tensor x) {
            return torch.linear(x, weight);
        }

        @Override
        public Tensor plain() {
            return weight;
        }
    }

    /**
     * In the order that the library multiplies fastest in.
     *
     * @param blocks the same memory, when its order is one that {@link BlockedMatrix} knows
     */
    record Reordered(Tensor weight, Optional<BlockedMatrix> blocks) implements FrozenMatrix {

        /** The weight must outlive this scope: keep it. */
        static Reordered of(Tensor plain, Kept kept) {
            Tensor weight = kept.keep(OneDnn.reorder(plain));
            return new Reordered(weight, OneDnnOrder.of(plain, weight));
        }

        @Override
        public Tensor apply(Tensor x) {
            return OneDnn.linear(x, weight);
        }

        @Override
        public Tensor plain() {
            throw new ModelException("the model was loaded for serving: load it with Use.TRAINING to train beside it");
        }
    }
}
