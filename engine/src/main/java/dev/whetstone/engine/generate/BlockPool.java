package dev.whetstone.engine.generate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedSet;

/**
 * Who holds which block of the key-value cache (Kwon et al. 2023). A block is free, held by one request or by several that begin alike, or cached:
 * held by nobody, but under the name of what it holds, until another block is needed. The cached block that was let go longest ago is
 * given up first. For one thread.
 */
final class BlockPool {

    private final int[] holders;
    private final Optional<BlockDigest>[] names;
    private final Deque<Integer> free = new ArrayDeque<>();
    private final SequencedSet<Integer> cached = new LinkedHashSet<>(); // let go longest ago first
    private final Map<BlockDigest, Integer> byName = new HashMap<>();
    private long evicted;

    @SuppressWarnings({"unchecked", "rawtypes"})
    BlockPool(int blocks) {
        this.holders = new int[blocks];
        this.names = new Optional[blocks];
        for (int block = 0; block < blocks; block++) {
            names[block] = Optional.empty();
            free.addLast(block);
        }
    }

    int blocks() {
        return holders.length;
    }

    /** Blocks that can be taken. */
    int available() {
        return free.size() + cached.size();
    }

    /** A block for one holder; empty when all are held. */
    OptionalInt take() {
        if (available() == 0) {
            return OptionalInt.empty();
        }
        int block = free.isEmpty() ? evict() : free.pop();
        holders[block] = 1;
        return OptionalInt.of(block);
    }

    private int evict() {
        int block = cached.removeFirst();
        forget(block);
        evicted++;
        return block;
    }

    /** The block that holds what is named so. */
    OptionalInt find(BlockDigest name) {
        Integer block = byName.get(name);
        return block == null ? OptionalInt.empty() : OptionalInt.of(block);
    }

    boolean isHeld(int block) {
        return holders[block] > 0;
    }

    /** One more holder of a block that was found. */
    void share(int block) {
        if (holders[block]++ == 0) {
            cached.remove(block);
        }
    }

    /** The block is full, and may be found from now on; of two that hold the same, the first is. */
    void name(int block, BlockDigest name) {
        if (byName.putIfAbsent(name, block) == null) {
            names[block] = Optional.of(name);
        }
    }

    /** One holder less. */
    void release(int block) {
        if (holders[block] == 0) {
            throw new IllegalStateException("block " + block + " is held by nobody");
        }
        if (--holders[block] > 0) {
            return;
        }
        if (names[block].isPresent()) {
            cached.addLast(block);
        } else {
            free.push(block);
        }
    }

    /** What a block holds is not to be found again. */
    void forget(int block) {
        names[block].ifPresent(byName::remove);
        names[block] = Optional.empty();
        if (cached.remove(block)) {
            free.push(block);
        }
    }

    BlockCounts counts() {
        return new BlockCounts(free.size(), blocks() - available(), cached.size(), evicted);
    }
}
