package dev.whetstone.engine.torch;

import dev.whetstone.engine.ModelException;
import dev.whetstone.engine.vector.BlockedMatrix;
import dev.whetstone.engine.vector.QuantizedMatrix;
import dev.whetstone.engine.vector.WeightMatrix;
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

    /** To multiply few rows by without operators, when it lies in an order for that. */
    default Optional<WeightMatrix> pieces() {
        return Optional.empty();
    }

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
            boolean readable = VectorSupport.lackingModule().isEmpty(); // else nothing of it may be linked
            return new Reordered(weight, readable ? OneDnnOrder.of(plain, weight) : Optional.empty());
        }

        @Override
        public Tensor apply(Tensor x) {
            return OneDnn.linear(x, weight);
        }

        @Override
        public Optional<WeightMatrix> pieces() {
            return blocks.map(WeightMatrix.class::cast);
        }

        @Override
        public Tensor plain() {
            throw forServing();
        }
    }

    /** As whole numbers with a scale. */
    record Quantized(QuantizedMatrix matrix, WidenedMatrices wide) implements FrozenMatrix {

        private static final int FEW = 4;

        @Override
        public Tensor apply(Tensor x) {
            return x.size(0) > FEW ? wide.multiply(x, matrix) : few(x);
        }

        /** Widening a matrix takes longer than multiplying a few rows by it. */
        private Tensor few(Tensor x) {
            int rows = (int) x.size(0);
            int outs = matrix.outs();
            float[] from = NativeData.toFloats(x);
            float[] tile = new float[rows * WeightMatrix.PIECE];
            float[] y = new float[rows * outs];
            for (int piece = 0; piece < matrix.pieces(); piece++) {
                matrix.multiply(piece, from, rows, tile);
                int out = piece * WeightMatrix.PIECE;
                int count = Math.min(WeightMatrix.PIECE, outs - out);
                for (int row = 0; row < rows; row++) {
                    System.arraycopy(tile, row * WeightMatrix.PIECE, y, row * outs + out, count);
                }
            }
            return Tensor.create(y, rows, outs).to(x.scalar_type());
        }

        @Override
        public Optional<WeightMatrix> pieces() {
            return Optional.of(matrix);
        }

        @Override
        public Tensor plain() {
            throw forServing();
        }
    }

    private static ModelException forServing() {
        return new ModelException("the model was loaded for serving: load it with Use.TRAINING to train beside it");
    }
}
