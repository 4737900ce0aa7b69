package dev.whetstone.engine.torch;

import dev.whetstone.engine.ModelException;
import dev.whetstone.engine.vector.BlockedMatrix;
import dev.whetstone.engine.vector.QuantizedMatrix;
import dev.whetstone.engine.vector.SplitMatrix;
import dev.whetstone.engine.vector.WeightMatrix;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

import java.util.ArrayList;
import java.util.List;
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

    /** In the order that the library multiplies fastest in, its outputs split into parts that threads can take alone. */
    final class Reordered implements FrozenMatrix {

        private static final int MOST_PARTS = 4; // more are too narrow for prompts
        private static final int LEAST_PIECES = 2; // of a part

        private final List<Part> parts;
        private final Optional<WeightMatrix> pieces;

        private Reordered(List<Part> parts) {
            this.parts = parts;
            List<BlockedMatrix> known =
                    parts.stream().flatMap(part -> part.blocks().stream()).toList();
            this.pieces = known.size() < parts.size()
                    ? Optional.empty()
                    : Optional.of(parts.size() == 1 ? known.getFirst() : new SplitMatrix(known));
        }

        /**
         * Some neighbouring outputs.
         *
         * @param blocks the same memory, when its order is one that {@link BlockedMatrix} knows
         */
        record Part(Tensor weight, Optional<BlockedMatrix> blocks) {

            /** The weight must outlive this scope: keep it. */
            static Part of(Tensor plain, Kept kept) {
                Tensor weight = kept.keep(OneDnn.reorder(plain));
                boolean readable = VectorSupport.lackingModule().isEmpty(); // else nothing of it may be linked
                return new Part(weight, readable ? OneDnnOrder.of(plain, weight) : Optional.empty());
            }

            /** {@code x·Wᵀ}, (T, in) to (T, out of this part). */
            Tensor apply(Tensor x) {
                return OneDnn.linear(x, weight);
            }
        }

        /**
         * The weight must outlive this scope: keep it.
         *
         * @param plain (out, in)
         * @param threads a part for each where that is not too narrow
         */
        static Reordered of(Tensor plain, int threads, Kept kept) {
            if (threads > MOST_PARTS || VectorSupport.lackingModule().isPresent()) {
                return new Reordered(List.of(Part.of(plain, kept)));
            }
            long pieces = plain.size(0) / WeightMatrix.PIECE;
            int count = pieces < (long) LEAST_PIECES * threads ? 1 : threads;
            List<Part> split = new ArrayList<>();
            for (int part = 0; part < count; part++) {
                long from = pieces * part / count * WeightMatrix.PIECE;
                long to = part == count - 1 ? plain.size(0) : pieces * (part + 1) / count * WeightMatrix.PIECE;
                split.add(Part.of(plain.narrow(0, from, to - from), kept));
            }
            return new Reordered(List.copyOf(split));
        }

        /** Neighbouring outputs, one part after another, each but the last of whole pieces. */
        List<Part> parts() {
            return parts;
        }

        @Override
        public Tensor apply(Tensor x) {
            return parts.size() == 1
                    ? parts.getFirst().apply(x)
                    : torch.cat(
                            new TensorVector(
                                    parts.stream().map(part -> part.apply(x)).toArray(Tensor[]::new)),
                            1);
        }

        @Override
        public Optional<WeightMatrix> pieces() {
            return pieces;
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
