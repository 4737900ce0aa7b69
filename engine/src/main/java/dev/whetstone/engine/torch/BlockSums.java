package dev.whetstone.engine.torch;

import dev.whetstone.engine.vector.SplitBlocks;
import dev.whetstone.engine.vector.WeightMatrix;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;

/**
 * Sums of products of many rows, in bfloat16: a block of outputs is summed up in float32 while it is in the nearer caches, and rounded once. A row's bits
 * depend neither on the other rows nor on the threads.
 */
public final class BlockSums {

    private static final int TOGETHER = 3;
    private static final int PIECES = 4; // for each thread, so that none waits long
    private static final int NEAR = 5 << 18; // bytes of rows that stay near while a matrix passes by

    private final BlockProduct product;
    private final Sharing sharing;

    public BlockSums(BlockProduct product, Sharing sharing) {
        this.product = product;
        this.sharing = sharing;
    }

    /**
     * {@code rows·matrixᵀ}.
     *
     * @param rows (T, in), contiguous, bfloat16
     * @param matrix (out, in) with a whole number of {@link WeightMatrix#PIECE pieces} of outputs
     */
    public record Term(Tensor rows, SplitBlocks matrix) {}

    /** The terms' sum, (T, out). @param terms of the same T and out */
    public Tensor of(List<Term> terms) {
        Tensor rows = terms.getFirst().rows;
        SplitBlocks matrix = terms.getFirst().matrix;
        int count = Math.toIntExact(rows.size(0));
        Tensor sum = torch.empty(new long[] {count, matrix.outs()}, rows.options(), Native.NO_FORMAT);
        int rowBytes = matrix.ins() * Short.BYTES;
        int atOnce = Math.clamp(
                NEAR / rowBytes / BlockProduct.STEP * BlockProduct.STEP, BlockProduct.STEP, BlockProduct.ROWS);
        int near = Math.max(1, NEAR / rowBytes / atOnce) * atOnce;
        int together = together(matrix.blocks());
        List<Factors> factors = terms.stream().map(Factors::of).toList();
        List<MemorySegment> tiles = tiles(atOnce, together * matrix.width());
        Sum into = new Sum(factors, matrix, NativeData.span(sum), together);
        for (int next = 0; next < count; next += near) {
            int end = Math.min(count, next + near);
            int from = from(next, end);
            sharing.each(
                    Math.ceilDiv(matrix.blocks(), together),
                    (worker, piece) -> into.add(piece * together, from, end, atOnce, tiles.get(worker)));
        }
        return sum;
    }

    /** Blocks whose sums are written together, since a few bytes of each row are written slowly; one where threads could not share more. */
    private int together(int blocks) {
        int workers = sharing.workers();
        return workers == 1 || blocks / TOGETHER >= PIECES * workers ? Math.min(blocks, TOGETHER) : 1;
    }

    /** There is a kernel for so many: some before are written once more, where there are any. */
    private static int from(int from, int end) {
        int first = end - Math.ceilDiv(end - from, BlockProduct.STEP) * BlockProduct.STEP;
        return first < 0 ? from : first;
    }

    /** One for each worker. */
    private List<MemorySegment> tiles(long rows, long width) {
        return Stream.generate(() -> NativeData.scratch(rows * width * Float.BYTES))
                .limit(sharing.workers())
                .toList();
    }

    private record Factors(MemorySegment rows, SplitBlocks matrix) {
        static Factors of(Term term) {
            return new Factors(NativeData.span(term.rows), term.matrix);
        }

        MemorySegment from(int row) {
            return rows.asSlice((long) row * matrix.ins() * Short.BYTES);
        }
    }

    /** @param shape of every term's matrix in its outputs */
    private final class Sum {

        private final List<Factors> all;
        private final SplitBlocks shape;
        private final MemorySegment sum;
        private final int columns; // of a tile

        Sum(List<Factors> all, SplitBlocks shape, MemorySegment sum, int together) {
            this.all = all;
            this.shape = shape;
            this.sum = sum;
            this.columns = together * shape.width();
        }

        /** Some blocks. @param tile (at once, columns) of float32, overwritten */
        void add(int block, int from, int end, int atOnce, MemorySegment tile) {
            int out = block * shape.width();
            int count = Math.min(columns, shape.outs() - out);
            for (int row = from; row < end; row += atOnce) {
                int rows = Math.min(atOnce, end - row);
                for (int term = 0; term < all.size(); term++) {
                    Factors each = all.get(term);
                    SplitBlocks some = each.matrix.part(block, Math.ceilDiv(count, shape.width()));
                    product.multiply(rows, each.from(row), some.ins(), some, tile, columns, term > 0);
                }
                long at = ((long) row * shape.outs() + out) * Short.BYTES;
                SplitBlocks.narrow(tile, columns, rows, sum, at, shape.outs(), count);
            }
            product.release();
        }
    }
}
