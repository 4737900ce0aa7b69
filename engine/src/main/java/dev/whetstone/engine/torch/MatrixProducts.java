package dev.whetstone.engine.torch;

import dev.whetstone.engine.vector.BfloatPairs;
import dev.whetstone.engine.vector.Crew;
import dev.whetstone.engine.vector.WeightMatrix;
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
        /** @param tile (B, PIECE) */
        void accept(int piece, float[] tile);
    }

    /**
     * @param x (rows, in)
     * @param take called by any thread of the crew, once for each piece
     */
    void multiply(FrozenMatrix matrix, float[] x, int rows, Take take) {
        if (rows < MANY) {
            WeightMatrix blocks = matrix.pieces().orElseThrow();
            eachPiece(blocks.pieces(), rows, (piece, tile) -> {
                blocks.multiply(piece, x, rows, tile);
                take.accept(piece, tile);
            });
        } else {
            multiplyMany(matrix, x, rows, take);
        }
    }

    /** By the library, which multiplies many rows at once faster than vectors do. */
    private void multiplyMany(FrozenMatrix matrix, float[] x, int rows, Take take) {
        WeightMatrix blocks = matrix.pieces().orElseThrow();
        int in = blocks.ins();
        int out = blocks.outs();
        Tensor narrow = torch.empty(new long[] {rows, in}, backend.activations(), Native.NO_FORMAT);
        MemorySegment from = NativeData.span(narrow);
        crew.each(rows, (_, row) -> BfloatPairs.narrow(x, row * in, in, from, (long) row * in * Short.BYTES));
        Tensor product = crew.aside(() -> matrix.apply(narrow));
        MemorySegment to = NativeData.span(product);
        eachPiece(blocks.pieces(), rows, (piece, tile) -> {
            int first = piece * PIECE;
            int count = Math.min(PIECE, out - first);
            for (int row = 0; row < rows; row++) {
                BfloatPairs.widen(to, ((long) row * out + first) * Short.BYTES, count, tile, row * PIECE);
            }
            take.accept(piece, tile);
        });
    }

    private void eachPiece(int pieces, int rows, Take work) {
        int share = Math.max(1, pieces / (SHARES * crew.workers()));
        crew.each((pieces + share - 1) / share, (worker, index) -> {
            float[] tile = tile(worker, rows);
            for (int piece = index * share; piece < Math.min(pieces, (index + 1) * share); piece++) {
                work.accept(piece, tile);
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
