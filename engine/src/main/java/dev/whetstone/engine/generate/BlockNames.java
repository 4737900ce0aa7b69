package dev.whetstone.engine.generate;

import dev.whetstone.engine.torch.KvCache;

import java.util.ArrayList;
import java.util.List;

/** Names of the blocks that a request's tokens fill, made when they are first asked for: tokens never change. */
final class BlockNames {

    private final List<BlockDigest> made = new ArrayList<>(); // what the first block stands on, and then the blocks

    BlockNames(BlockDigest root) {
        made.add(root);
    }

    /** @param tokens as many as fill the block at least */
    BlockDigest of(int block, int[] tokens) {
        while (made.size() < block + 2) {
            int next = made.size() - 1;
            made.add(made.getLast().next(tokens, next * KvCache.BLOCK, KvCache.BLOCK));
        }
        return made.get(block + 1);
    }
}
