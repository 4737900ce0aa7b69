package dev.whetstone.engine.generate;

import dev.whetstone.engine.torch.KvCache;

import java.util.ArrayList;
import java.util.List;

/**
 * Who comes into the batch: in the order of arrival, and only with blocks for all of its tokens so far, so that no prompt is read in vain. A
 * request that begins like a prompt that is being read waits for it, and then shares its blocks.
 */
final class Admission {

    private final BlockPool pool;
    private final int maxBatch;
    private long foundTokens;

    Admission(BlockPool pool, int maxBatch) {
        this.pool = pool;
        this.maxBatch = maxBatch;
    }

    /** Tokens whose keys and values were found in blocks of other requests, since the beginning. */
    long foundTokens() {
        return foundTokens;
    }

    /**
     * Gives blocks to those that can begin.
     *
     * @param waiting in the order of arrival
     * @param batch what runs already
     */
    List<Running> begin(List<Running> waiting, List<Running> batch) {
        List<Running> running = new ArrayList<>(batch);
        List<Running> begun = new ArrayList<>();
        for (Running request : waiting) {
            if (running.size() == maxBatch) {
                break;
            }
            List<Integer> found = found(request);
            if (hadBetterWait(request, found.size(), running)) {
                continue;
            }
            if (!hasRoom(request, found, running.size())) {
                break; // nobody overtakes it, or it might wait for ever
            }
            place(request, found);
            running.add(request);
            begun.add(request);
        }
        return begun;
    }

    /** Blocks that hold its first tokens; its last token is always computed, since its logits are needed. */
    private List<Integer> found(Running request) {
        List<Integer> found = new ArrayList<>();
        while (found.size() < sharable(request)) {
            var block = pool.find(request.name(found.size()));
            if (block.isEmpty()) {
                break;
            }
            found.add(block.getAsInt());
        }
        return found;
    }

    private static int sharable(Running request) {
        return (request.length() - 1) / KvCache.BLOCK;
    }

    private static boolean hadBetterWait(Running request, int found, List<Running> running) {
        return running.stream().filter(Running::isPrefilling).anyMatch(other -> common(request, other) > found);
    }

    private static int common(Running request, Running other) {
        int most = Math.min(sharable(request), other.length() / KvCache.BLOCK);
        int common = 0;
        while (common < most && request.name(common).equals(other.name(common))) {
            common++;
        }
        return common;
    }

    /** One block for each that runs is left over: it may need one in the next step, and would push out the youngest. */
    private boolean hasRoom(Running request, List<Integer> found, int running) {
        int taken = (int) found.stream().filter(block -> !pool.isHeld(block)).count();
        int needed = KvCache.blocksFor(request.length()) - found.size();
        return pool.available() - taken >= needed + running;
    }

    private void place(Running request, List<Integer> found) {
        BlockTable table = new BlockTable(pool);
        found.forEach(table::share);
        if (!table.reach(request.length())) {
            throw new IllegalStateException("room was counted for " + request.length() + " tokens and is not there");
        }
        int tokens = found.size() * KvCache.BLOCK;
        request.place(table, tokens);
        foundTokens += tokens;
    }
}
