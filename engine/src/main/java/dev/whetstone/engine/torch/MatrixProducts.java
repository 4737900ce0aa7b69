package dev.whetstone.engine.torch;

import dev.whetstone.engine.vector.BfloatPairs;
import dev.whetstone.engine.vector.Crew;
import dev.whetstone.engine.vector.WeightMatrix;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.MemorySegment;

/** {@code x·Wᵀ} for the rows of a decode step, pieces of the outputs shared out over a crew. */
final class MatrixProducts {

    private static final int PIECE = WeightMatrix.PIECE;
    private static final int MANY = 12; // rows that the library multiplies faster
    private static final int SHARES = 8; // of a matrix for each worker: few enough to hand out, enough to even out

    private final Crew crew;
    private final Backend backend;
    private final float[][] tiles; // (workers), (rows, PIECE)

    MatrixProducts(Crew crew, Backend backend) {
        this.crew = crew;
        this.backend = backend;
        this.tiles = new float[crew.workers()][0];
    }

    /** In words. */
    static String kernels() {
        return "vectors of " + WeightMatrix.PIECE / 2 * Float.SIZE + " bits, products of " + MANY
                + " rows and more by oneDNN";
    }

    /** Takes over a finished piece of a product. */
    interface Take {
        /** @param tile (rows, PIECE) */
        void accept(int piece, float[] tile);
    }

    /**
     * @param x (rows, in)
     * @param take called by any thread of the crew, once for each piece
     */
    void multiply(FrozenMatrix matrix, float[] x, int rows, Take take) {
        WeightMatrix pieces = matrix.pieces().orElseThrow();
        if (rows < MANY) {
            eachPiece(pieces.pieces(), rows, (piece, tile) -> {
                pieces.multiply(piece, x, rows, tile);
                take.accept(piece, tile);
            });
        } else if (matrix instanceof FrozenMatrix.Reordered split
                && split.parts().size() == crew.workers()) {
            crew.each(crew.workers(), (worker, part) -> byLibrary(split, part, x, rows, tile(worker, rows), take));
            Native.bindThread(); // the caller's operators have all threads again
        } else {
            byLibraryAside(matrix, x, rows, take);
        }
    }

    /** One part of the outputs, from its first step to its last on one thread: every weight is read once, and nobody waits for anybody. */
    private void byLibrary(FrozenMatrix.Reordered matrix, int part, float[] x, int rows, float[] tile, Take take) {
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
            for (int piece = 0; piece < pieces(matrix.parts().get(part)); piece++) {
                widen(memory, outs, piece, rows, tile);
                take.accept(before + piece, tile);
            }
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
        eachPiece(shape.pieces(), rows, (piece, tile) -> {
            widen(product, outs, piece, rows, tile);
            take.accept(piece, tile);
        });
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

    private void eachPiece(int pieces, int rows, Work work) {
        int share = Math.max(1, pieces / (SHARES * crew.workers()));
        crew.each((pieces + share - 1) / share, (worker, index) -> {
            float[] tile = tile(worker, rows);
            for (int piece = index * share; piece < Math.min(pieces, (index + 1) * share); piece++) {
                work.run(piece, tile);
            }
        });
    }

    private float[] tile(int worker, int rows) {
        if (tiles[worker].length < rows * PIECE) {
            tiles[worker] = new float[rows * PIECE];
        }
        return tiles[worker];
    }
}
