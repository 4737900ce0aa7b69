package dev.whetstone.engine.generate;

import dev.whetstone.engine.torch.KvCache;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/** The blocks that a request holds, in the order of its positions; the first of them it may share. */
final class BlockTable {

    private final BlockPool pool;
    private int[] blocks = new int[8];
    private int count;
    private int named;

    BlockTable(BlockPool pool) {
        this.pool = pool;
    }

    /** Takes over a block that was found: full, and named. */
    void share(int block) {
        pool.share(block);
        add(block);
        named = count;
    }

    /** Takes blocks until so many positions have room; false when there are not enough. */
    boolean reach(int positions) {
        while (count < KvCache.blocksFor(positions)) {
            OptionalInt block = pool.take();
            if (block.isEmpty()) {
                return false;
            }
            add(block.getAsInt());
        }
        return true;
    }

    private void add(int block) {
        if (count == blocks.length) {
            blocks = Arrays.copyOf(blocks, 2 * count);
        }
        blocks[count++] = block;
    }

    /** Those that so many positions lie in. */
    int[] upTo(int positions) {
        return Arrays.copyOf(blocks, KvCache.blocksFor(positions));
    }

    int[] all() {
        return Arrays.copyOf(blocks, count);
    }

    /** Blocks that are full can be found from now on. */
    void name(int filled, IntFunction<BlockDigest> names) {
        for (; named < filled / KvCache.BLOCK; named++) {
            pool.name(blocks[named], names.apply(named));
        }
    }

    /** What they hold is of no use to anybody. */
    void forget() {
        Arrays.stream(all()).forEach(pool::forget);
    }

    /** Lets go of all, the last ones first: they are of use only together with those before them, and so are given up first. */
    void release() {
        while (count > 0) {
            pool.release(blocks[--count]);
        }
    }
}
