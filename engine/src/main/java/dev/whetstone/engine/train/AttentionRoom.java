package dev.whetstone.engine.train;

import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.torch.BlockProduct;
import dev.whetstone.engine.torch.Native;
import dev.whetstone.engine.torch.NativeData;
import dev.whetstone.engine.vector.SplitBlocks;
import dev.whetstone.engine.vector.WeightMatrix;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.MemorySegment;

/**
 * Where the attention of a pass computes, one head of keys and some queries at a time: valid in the scope that it was made in, for one thread.
 *
 * @param width of a head, filled up to whole blocks
 * @param scores (keys, queries) float32
 * @param gradients (keys at once, queries) float32
 * @param rows (keys at once, queries) bfloat16
 * @param matrix for the scores as a matrix
 * @param queryRows for the queries as a matrix that keys are multiplied by
 * @param gradientRows the same of the gradients by what was attended to
 * @param queryColumns for the queries as a matrix that probabilities are multiplied by
 * @param gradientColumns the same of the gradients
 * @param plain (queries, D) bfloat16
 * @param turned (D, keys) bfloat16
 * @param across (D, queries) float32
 * @param ofKeys (keys, width) float32
 * @param ofValues (keys, width) float32
 * @param head (D)
 */
record AttentionRoom(
        BlockProduct product,
        int width,
        MemorySegment scores,
        MemorySegment gradients,
        MemorySegment rows,
        MemorySegment matrix,
        MemorySegment queryRows,
        MemorySegment gradientRows,
        MemorySegment queryColumns,
        MemorySegment gradientColumns,
        MemorySegment plain,
        MemorySegment turned,
        MemorySegment across,
        MemorySegment ofKeys,
        MemorySegment ofValues,
        float[] head) {

    /** Queries that are taken together, and rows of a product. */
    static final int AT_ONCE = BlockProduct.ROWS;

    /** Positions whose queries are taken together. */
    static int positions(ModelConfig config) {
        return Math.max(1, AT_ONCE / config.groupSize());
    }

    /** @param longest row of the pass */
    static AttentionRoom of(BlockProduct product, ModelConfig config, int longest) {
        int keys = padded(longest);
        int most = wide(positions(config) * config.groupSize());
        int head = config.headDimension();
        int width = wide(head);
        return new AttentionRoom(
                product,
                width,
                floats((long) keys * most),
                floats((long) AT_ONCE * most),
                bytes((long) AT_ONCE * most * Short.BYTES),
                bytes(SplitBlocks.bytes(most, keys)),
                bytes(SplitBlocks.bytes(most, head)),
                bytes(SplitBlocks.bytes(most, head)),
                bytes(SplitBlocks.bytes(head, most)),
                bytes(SplitBlocks.bytes(head, most)),
                bytes((long) most * head * Short.BYTES),
                bytes((long) head * keys * Short.BYTES),
                floats((long) head * most),
                floats((long) keys * width),
                floats((long) keys * width),
                new float[head]);
    }

    /** Keys filled up to whole blocks. */
    static int padded(int keys) {
        int block = Math.max(WeightMatrix.PIECE, SplitBlocks.DEPTH);
        return Math.ceilDiv(keys, block) * block;
    }

    /** As many as the outputs of a matrix are in whole blocks. */
    static int wide(int outs) {
        int width = SplitBlocks.width(outs);
        return Math.ceilDiv(outs, width) * width;
    }

    private static MemorySegment floats(long count) {
        return bytes(count * Float.BYTES);
    }

    private static MemorySegment bytes(long count) {
        return NativeData.span(
                torch.empty(new long[] {count}, new TensorOptions(torch.ScalarType.Byte), Native.NO_FORMAT));
    }

    /**
     * {@code c = a·mᵀ}, or {@code c += a·mᵀ}, of any number of rows.
     *
     * @param a rows of bfloat16 from a byte on, {@code aColumns} elements from one to the next
     * @param matrix with as many inputs as are read of each row
     * @param c rows of float32 from a byte on, {@code cColumns} elements from one to the next
     */
    void multiply(
            int count,
            MemorySegment a,
            int aColumns,
            SplitBlocks matrix,
            MemorySegment c,
            int cColumns,
            boolean adding) {
        for (int block = 0; block < matrix.blocks(); block++) {
            MemorySegment weights = matrix.block(block);
            long across = (long) block * matrix.width() * Float.BYTES;
            for (int row = 0; row < count; row += AT_ONCE) {
                product.multiply(
                        Math.min(AT_ONCE, count - row),
                        matrix.ins(),
                        matrix.width(),
                        a.asSlice((long) row * aColumns * Short.BYTES),
                        aColumns,
                        weights,
                        c.asSlice(across + (long) row * cColumns * Float.BYTES),
                        cColumns,
                        adding);
            }
        }
    }
}
