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
    private static final int TILE = 16; // rows that the processor's matrix instructions take at once
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

    /** Takes over a finished piece of a product, for neighbouring rows. */
    interface Take {
        /** @param tile (count, PIECE) */
        void accept(int piece, int firstRow, int count, float[] tile);
    }

    /**
     * @param x (rows, in)
     * @param take called by any thread of the crew, once for each piece of each row
     */
    void multiply(FrozenMatrix matrix, float[] x, int rows, Take take) {
        WeightMatrix pieces = matrix.pieces().orElseThrow();
        if (rows < MANY) {
            eachPiece(pieces.pieces(), rows, (piece, tile) -> {
                pieces.multiply(piece, x, rows, tile);
                take.accept(piece, 0, rows, tile);
            });
        } else if (matrix instanceof FrozenMatrix.Reordered && rows >= TILE * crew.workers()) {
            crew.each(crew.workers(), (worker, index) -> {
                int from = rows * index / crew.workers();
                int to = rows * (index + 1) / crew.workers();
                byLibrary(matrix, x, from, to - from, tile(worker, to - from), take);
            });
            Native.bindThread(); // the caller's operators have all threads again
        } else {
            byLibraryAside(matrix, x, rows, take);
        }
    }

    /** Rows of one worker, from the first to the last step on its own thread: nobody waits for anybody. */
    private void byLibrary(FrozenMatrix matrix, float[] x, int first, int count, float[] tile, Take take) {
        WeightMatrix shape = matrix.pieces().orElseThrow();
        Native.bindAlone();
        try (var _ = new NoGradGuard();
                var _ = new PointerScope()) {
            Tensor input = torch.empty(new long[] {count, shape.ins()}, backend.activations(), Native.NO_FORMAT);
            BfloatPairs.narrow(x, first * shape.ins(), count * shape.ins(), NativeData.span(input), 0);
            MemorySegment product = NativeData.span(matrix.apply(input));
            for (int piece = 0; piece < shape.pieces(); piece++) {
                widen(product, shape.outs(), piece, count, tile);
                take.accept(piece, first, count, tile);
            }
        }
    }

    /** All rows at once, on the library's own threads. */
    private void byLibraryAside(FrozenMatrix matrix, float[] x, int rows, Take take) {
        WeightMatrix shape = matrix.pieces().orElseThrow();
        int in = shape.ins();
        Tensor input = torch.empty(new long[] {rows, in}, backend.activations(), Native.NO_FORMAT);
        MemorySegment from = NativeData.span(input);
        crew.each(rows, (_, row) -> BfloatPairs.narrow(x, row * in, in, from, (long) row * in * Short.BYTES));
        MemorySegment product = NativeData.span(crew.aside(() -> matrix.apply(input)));
        eachPiece(shape.pieces(), rows, (piece, tile) -> {
            widen(product, shape.outs(), piece, rows, tile);
            take.accept(piece, 0, rows, tile);
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
