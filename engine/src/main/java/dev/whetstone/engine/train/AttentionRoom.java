package dev.whetstone.engine.train;

import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.torch.BlockProduct;
import dev.whetstone.engine.torch.NativeData;
import dev.whetstone.engine.vector.SplitBlocks;
import dev.whetstone.engine.vector.WeightMatrix;

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
 * @param heads (queries, D) float32
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
        MemorySegment heads,
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
        int most = SplitBlocks.wide(positions(config) * config.groupSize());
        int head = config.headDimension();
        int width = SplitBlocks.wide(head);
        return new AttentionRoom(
                product,
                width,
                floats((long) keys * most),
                floats((long) AT_ONCE * most),
                NativeData.scratch((long) AT_ONCE * most * Short.BYTES),
                NativeData.scratch(SplitBlocks.bytes(most, keys)),
                NativeData.scratch(SplitBlocks.bytes(most, head)),
                NativeData.scratch(SplitBlocks.bytes(most, head)),
                NativeData.scratch(SplitBlocks.bytes(head, most)),
                NativeData.scratch(SplitBlocks.bytes(head, most)),
                NativeData.scratch((long) most * head * Short.BYTES),
                NativeData.scratch((long) head * keys * Short.BYTES),
                floats((long) head * most),
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

    private static MemorySegment floats(long count) {
        return NativeData.scratch(count * Float.BYTES);
    }
}
