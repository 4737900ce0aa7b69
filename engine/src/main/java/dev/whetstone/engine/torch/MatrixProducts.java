package dev.whetstone.engine.torch;

import dev.whetstone.engine.vector.BfloatPairs;
import dev.whetstone.engine.vector.BlockedMatrix;
import dev.whetstone.engine.vector.Crew;
import dev.whetstone.engine.vector.WeightMatrix;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** {@code x·Wᵀ} for the rows of a decode step, the outputs shared out over a crew in many small shares: whoever is faster takes more. */
final class MatrixProducts {

    private static final int PIECE = WeightMatrix.PIECE;
    private static final int MANY = 12; // rows that the library multiplies faster than vectors do, without AMX
    private static final int SHARES = 8; // of a matrix for each worker: few enough to hand out, enough to even out

    private final Crew crew;
    private final Backend backend;
    private final Optional<BlockProduct> blocks = BlockProduct.here();
    private final int byBlocks = CpuFeatures.multiplyBfloat16() ? 1 : MANY; // rows
    private final float[][] rooms; // of each worker, for outputs on their way

    MatrixProducts(Crew crew, Backend backend) {
        this.crew = crew;
        this.backend = backend;
        this.rooms = new float[crew.workers()][0];
    }

    /** How a matrix like this one is multiplied by, in words. */
    String kernels(FrozenMatrix matrix) {
        return "vectors of " + PIECE / 2 * Float.SIZE + " bits, products of "
                + (blocked(matrix).isPresent() ? byBlocks : MANY) + " rows and more by oneDNN";
    }

    /** Rows to multiply, both in one order: (rows, in) from the beginning. */
    record Input(float[] values, MemorySegment narrowed, int rows) {}

    /** Told by the thread that wrote them that the outputs of these pieces are there, for all rows. */
    interface Finish {
        void finish(int fromPiece, int endPiece);
    }

    /**
     * @param y (rows, out) of float32, overwritten
     * @param finish called by any thread of the crew, for each piece once
     */
    void multiply(FrozenMatrix matrix, Input x, MemorySegment y, Finish finish) {
        Optional<BlockedMatrix> blocked = blocked(matrix);
        if (blocked.isPresent() && x.rows >= byBlocks) {
            eachBlock(blocks.orElseThrow(), blocked.get(), x, y, finish);
        } else if (x.rows < MANY) {
            WeightMatrix pieces = matrix.pieces().orElseThrow();
            eachPiece(pieces, x.rows, y, finish, (piece, tile) -> pieces.multiply(piece, x.values, x.rows, tile));
        } else {
            byLibrary(matrix, x, y, finish);
        }
    }

    private Optional<BlockedMatrix> blocked(FrozenMatrix matrix) {
        return blocks.isPresent() && matrix instanceof FrozenMatrix.Reordered reordered
                ? reordered.blocks()
                : Optional.empty();
    }

    private void eachBlock(BlockProduct product, BlockedMatrix matrix, Input x, MemorySegment y, Finish finish) {
        int width = matrix.blockOuts();
        int blocks = Math.ceilDiv(matrix.outs(), width);
        int share = share(blocks);
        crew.each(Math.ceilDiv(blocks, share), (worker, index) -> {
            int from = index * share;
            int end = Math.min(blocks, from + share);
            for (int block = from; block < end; block++) {
                int out = block * width;
                if (out + width <= matrix.outs()) {
                    product.multiply(
                            x.rows, x.narrowed, matrix, block, y.asSlice((long) out * Float.BYTES), matrix.outs());
                } else {
                    float[] tile = room(worker, x.rows * width);
                    product.multiply(x.rows, x.narrowed, matrix, block, MemorySegment.ofArray(tile), width);
                    put(tile, width, x.rows, y, matrix.outs(), out);
                }
            }
            product.release();
            finish.finish(from * width / PIECE, Math.min(end * width / PIECE, matrix.pieces()));
        });
    }

    /** All rows at once, on the library's own threads. */
    private void byLibrary(FrozenMatrix matrix, Input x, MemorySegment y, Finish finish) {
        WeightMatrix shape = matrix.pieces().orElseThrow();
        int outs = shape.outs();
        Tensor input = torch.empty(new long[] {x.rows, shape.ins()}, backend.activations(), Native.NO_FORMAT);
        MemorySegment into = NativeData.span(input);
        into.copyFrom(x.narrowed.asSlice(0, into.byteSize()));
        MemorySegment product = NativeData.span(crew.aside(() -> matrix.apply(input)));
        eachPiece(shape, x.rows, y, finish, (piece, tile) -> {
            int first = piece * PIECE;
            int count = Math.min(PIECE, outs - first);
            for (int row = 0; row < x.rows; row++) {
                BfloatPairs.widen(product, ((long) row * outs + first) * Short.BYTES, count, tile, row * PIECE);
            }
        });
    }

    /** One piece of all rows. */
    private interface Work {
        /** @param tile (rows, PIECE), overwritten */
        void run(int piece, float[] tile);
    }

    private void eachPiece(WeightMatrix matrix, int rows, MemorySegment y, Finish finish, Work work) {
        int pieces = matrix.pieces();
        int share = share(pieces);
        crew.each(Math.ceilDiv(pieces, share), (worker, index) -> {
            float[] tile = room(worker, rows * PIECE);
            int from = index * share;
            int end = Math.min(pieces, from + share);
            for (int piece = from; piece < end; piece++) {
                work.run(piece, tile);
                put(tile, PIECE, rows, y, matrix.outs(), piece * PIECE);
            }
            finish.finish(from, end);
        });
    }

    /** As many of them as there are, from one output on. */
    private static void put(float[] tile, int width, int rows, MemorySegment y, int outs, int out) {
        int count = Math.min(width, outs - out);
        for (int row = 0; row < rows; row++) {
            long at = ((long) row * outs + out) * Float.BYTES;
            MemorySegment.copy(tile, row * width, y, ValueLayout.JAVA_FLOAT, at, count);
        }
    }

    private int share(int all) {
        return Math.max(1, all / (SHARES * crew.workers()));
    }

    private float[] room(int worker, int size) {
        if (rooms[worker].length < size) {
            rooms[worker] = new float[size];
        }
        return rooms[worker];
    }
}
