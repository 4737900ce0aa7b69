package dev.whetstone.engine.vector;

/**
 * How keys, and values alike, of blocks of positions lie in the memory of a layer: (blocks, KV, positions, D), so that one head's share of a block
 * is one run.
 *
 * @param positions of a block
 * @param headBytes of one head's share of a block
 * @param blockBytes of a block
 */
public record BlockLayout(int positions, long headBytes, long blockBytes) {

    /** Of bfloat16 elements. */
    public static BlockLayout of(int positions, int keyValueHeads, int dimension) {
        long headBytes = (long) positions * dimension * Short.BYTES;
        return new BlockLayout(positions, headBytes, keyValueHeads * headBytes);
    }

    /** Where a head's share of a block begins, in bytes. */
    public long at(int block, int head) {
        return block * blockBytes + head * headBytes;
    }
}
