package dev.whetstone.engine.torch;

import dev.whetstone.engine.vector.BfloatPairs;
import dev.whetstone.engine.vector.Crew;
import dev.whetstone.engine.vector.WeightMatrix;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** {@code x·Wᵀ} for the rows of a decode step, pieces of the outputs shared out over a crew. */
final class MatrixProducts {

    private static final int PIECE = WeightMatrix.PIECE;
    private static final int MANY = 3; // rows that the library multiplies faster, each worker by its part of a matrix
    private static final int MANY_ASIDE = 12; // the same where its own threads have to be woken for it
    private static final int SHARES = 8; // of a matrix for each worker: few enough to hand out, enough to even out

    private final Crew crew;
    private final Backend backend;
    private final float[][] rooms; // of each worker, for outputs on their way

    MatrixProducts(Crew crew, Backend backend) {
        this.crew = crew;
        this.backend = backend;
        this.rooms = new float[crew.workers()][0];
    }

    /** How a matrix like this one is multiplied by, in words. */
    String kernels(FrozenMatrix matrix) {
        return "vectors of " + PIECE / 2 * Float.SIZE + " bits, products of " + many(matrix)
                + " rows and more by oneDNN";
    }

    private int many(FrozenMatrix matrix) {
        return sharedOut(matrix).isPresent() ? MANY : MANY_ASIDE;
    }

    /** Takes over a product, some neighbouring outputs of one row at a time. */
    interface Take {
        /** @param at of the first of them in the array, which is written anew after that */
        void accept(int row, int firstOut, float[] outputs, int at, int count);

        /** Called by the thread that gave these pieces, after the last of them. */
        default void finish(int fromPiece, int endPiece) {}
    }

    /**
     * @param x (rows, in)
     * @param take called by any thread of the crew, once for each output
     */
    void multiply(FrozenMatrix matrix, float[] x, int rows, Take take) {
        WeightMatrix pieces = matrix.pieces().orElseThrow();
        Optional<FrozenMatrix.Reordered> shared = sharedOut(matrix);
        if (rows < many(matrix)) {
            eachPiece(pieces, rows, take, (piece, tile) -> pieces.multiply(piece, x, rows, tile));
        } else if (shared.isPresent()) {
            crew.each(crew.workers(), (worker, part) -> byLibrary(shared.get(), part, x, rows, worker, take));
            Native.bindThread(); // the caller's operators have all threads again
        } else {
            byLibraryAside(matrix, x, rows, take);
        }
    }

    /** The matrix when it has a part for each worker. */
    private Optional<FrozenMatrix.Reordered> sharedOut(FrozenMatrix matrix) {
        return matrix instanceof FrozenMatrix.Reordered split && split.parts().size() == crew.workers()
                ? Optional.of(split)
                : Optional.empty();
    }

    /** One part of the outputs, from its first step to its last on one thread: every weight is read once, and nobody waits for anybody. */
    private void byLibrary(FrozenMatrix.Reordered matrix, int part, float[] x, int rows, int worker, Take take) {
        int ins = matrix.pieces().orElseThrow().ins();
        int before = matrix.parts().subList(0, part).stream()
                .mapToInt(MatrixProducts::pieces)
                .sum();
        Native.bindAlone();
        try (var _ = new NoGradGuard();
                var _ = new PointerScope()) {
            Tensor input = torch.empty(new long[] {rows, ins}, backend.activations(), Native.NO_FORMAT);
            BfloatPairs.narrow(x, 0, rows * ins, NativeData.span(input), 0);
            Tensor product = matrix.parts().get(part).apply(input);
            int outs = Math.toIntExact(product.size(1));
            MemorySegment memory = NativeData.span(product);
            float[] room = room(worker, outs);
            for (int row = 0; row < rows; row++) {
                BfloatPairs.widen(memory, (long) row * outs * Short.BYTES, outs, room, 0);
                take.accept(row, before * PIECE, room, 0, outs);
            }
            take.finish(before, before + pieces(matrix.parts().get(part)));
        }
    }

    private static int pieces(FrozenMatrix.Reordered.Part part) {
        return part.blocks().orElseThrow().pieces();
    }

    /** All rows at once, on the library's own threads. */
    private void byLibraryAside(FrozenMatrix matrix, float[] x, int rows, Take take) {
        WeightMatrix shape = matrix.pieces().orElseThrow();
        int in = shape.ins();
        int outs = shape.outs();
        Tensor input = torch.empty(new long[] {rows, in}, backend.activations(), Native.NO_FORMAT);
        MemorySegment from = NativeData.span(input);
        crew.each(rows, (_, row) -> BfloatPairs.narrow(x, row * in, in, from, (long) row * in * Short.BYTES));
        MemorySegment product = NativeData.span(crew.aside(() -> matrix.apply(input)));
        eachPiece(shape, rows, take, (piece, tile) -> widen(product, outs, piece, rows, tile));
    }

    private static void widen(MemorySegment product, int outs, int piece, int rows, float[] tile) {
        int first = piece * PIECE;
        int count = Math.min(PIECE, outs - first);
        for (int row = 0; row < rows; row++) {
            BfloatPairs.widen(product, ((long) row * outs + first) * Short.BYTES, count, tile, row * PIECE);
        }
    }

    /** One piece of all rows. */
    private interface Work {
        void run(int piece, float[] tile);
    }

    private void eachPiece(WeightMatrix matrix, int rows, Take take, Work work) {
        int pieces = matrix.pieces();
        int share = Math.max(1, pieces / (SHARES * crew.workers()));
        crew.each((pieces + share - 1) / share, (worker, index) -> {
            float[] tile = room(worker, rows * PIECE);
            int from = index * share;
            int end = Math.min(pieces, from + share);
            for (int piece = from; piece < end; piece++) {
                work.run(piece, tile);
                int out = piece * PIECE;
                for (int row = 0; row < rows; row++) {
                    take.accept(row, out, tile, row * PIECE, Math.min(PIECE, matrix.outs() - out));
                }
            }
            take.finish(from, end);
        });
    }

    private float[] room(int worker, int size) {
        if (rooms[worker].length < size) {
            rooms[worker] = new float[size];
        }
        return rooms[worker];
    }
}
