package dev.whetstone.engine.torch;

import dev.whetstone.engine.vector.SplitBlocks;
import dev.whetstone.engine.vector.WeightMatrix;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Sums of products of many rows, in bfloat16: a block of outputs is summed up in float32 while it is in the nearer caches, and rounded once. A row's bits
 * depend neither on the other rows nor on the threads.
 */
public final class BlockSums {

    private static final int STEP = 16; // the last rows are a multiple of this, so that few kernels serve all
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
        int atOnce = Math.clamp(NEAR / rowBytes / STEP * STEP, STEP, BlockProduct.ROWS);
        int near = Math.max(1, NEAR / rowBytes / atOnce) * atOnce;
        List<Factors> factors = terms.stream().map(Factors::of).toList();
        List<MemorySegment> tiles = tiles(Math.min(near, count + STEP), matrix.width());
        Sum into = new Sum(factors, matrix, NativeData.span(sum), atOnce);
        for (int next = 0; next < count; next += near) {
            int end = Math.min(count, next + near);
            int from = from(next, end);
            sharing.each(matrix.blocks(), (worker, block) -> into.add(block, from, end, tiles.get(worker)));
        }
        return sum;
    }

    /** There is a kernel for so many: some before are written once more, where there are any. */
    private static int from(int from, int end) {
        int first = end - Math.ceilDiv(end - from, STEP) * STEP;
        return first < 0 ? from : first;
    }

    /** One for each worker. */
    private List<MemorySegment> tiles(long rows, long width) {
        int workers = sharing.workers();
        Tensor all = torch.empty(
                new long[] {workers, rows, width}, new TensorOptions(torch.ScalarType.Float), Native.NO_FORMAT);
        long bytes = rows * width * Float.BYTES;
        return NativeData.span(all)
                .elements(MemoryLayout.sequenceLayout(bytes, ValueLayout.JAVA_BYTE))
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
        private final int atOnce;

        Sum(List<Factors> all, SplitBlocks shape, MemorySegment sum, int atOnce) {
            this.all = all;
            this.shape = shape;
            this.sum = sum;
            this.atOnce = atOnce;
        }

        /** @param tile (rows, width) of float32, overwritten */
        void add(int block, int from, int end, MemorySegment tile) {
            int width = shape.width();
            for (int term = 0; term < all.size(); term++) {
                Factors each = all.get(term);
                MemorySegment weights = each.matrix.block(block);
                int ins = each.matrix.ins();
                for (int row = from; row < end; row += atOnce) {
                    int rows = Math.min(atOnce, end - row);
                    MemorySegment into = tile.asSlice((long) (row - from) * width * Float.BYTES);
                    product.multiply(rows, ins, width, each.from(row), ins, weights, into, width, term > 0);
                }
            }
            product.release();
            int out = block * width;
            int count = Math.min(width, shape.outs() - out);
            long at = ((long) from * shape.outs() + out) * Short.BYTES;
            SplitBlocks.narrow(tile, width, end - from, sum, at, shape.outs(), count);
        }
    }
}
