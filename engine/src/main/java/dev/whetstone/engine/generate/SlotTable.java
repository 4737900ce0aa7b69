package dev.whetstone.engine.generate;

import dev.whetstone.engine.torch.LoraWeights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What each slot of the key-value cache holds: the tokens whose keys are there, by which adapter they were computed, and the
 * request that uses it. A slot keeps its tokens after its request is done, so that a request with the same beginning need not
 * compute it again; only the same adapter's keys are the same.
 */
final class SlotTable {

    private final List<Slot> slots = new ArrayList<>();
    private long clock;

    SlotTable(int count) {
        for (int i = 0; i < count; i++) {
            slots.add(new Slot(i));
        }
    }

    /** Where a request begins, and how many of its first tokens are found there. */
    record Match(int slot, int tokens) {}

    /** The slot with the longest beginning in common; the last prompt token is never taken over, as its logits are needed. */
    Match bestMatch(Running request) {
        Match best = new Match(-1, 0);
        for (Slot slot : slots) {
            int common = slot.lora == request.lora() ? common(slot.tokens(), slot.filled(), request) : 0;
            if (common > best.tokens) {
                best = new Match(slot.index, common);
            }
        }
        return best;
    }

    /** Tokens that two requests begin with, as far as the second can take them over. */
    static int common(int[] tokens, int length, Running request) {
        int most = Math.min(length, request.promptLength() - 1);
        int mismatch = Arrays.mismatch(tokens, 0, most, request.tokens(), 0, most);
        return mismatch < 0 ? most : mismatch;
    }

    boolean isFree(int slot) {
        return slots.get(slot).user == null;
    }

    /** An empty free slot, else the one whose tokens were of no use for longest. */
    int leastUseful() {
        return slots.stream()
                .filter(slot -> slot.user == null)
                .min(Comparator.comparingLong(slot -> slot.lastUse))
                .map(slot -> slot.index)
                .orElseThrow();
    }

    void use(int slot, Running request) {
        slots.get(slot).use(request, ++clock);
    }

    /** The request is over: its tokens stay until the slot is needed. */
    void free(int slot) {
        slots.get(slot).free(++clock);
    }

    /** Nothing in the slot is to be used again. */
    void forget(int slot) {
        slots.get(slot).forget();
    }

    private static final class Slot {
        private final int index;
        private Running user;
        private LoraWeights lora;
        private int[] kept = new int[0];
        private long lastUse;

        private Slot(int index) {
            this.index = index;
        }

        private int[] tokens() {
            return user == null ? kept : user.tokens();
        }

        private int filled() {
            return user == null ? kept.length : user.filled();
        }

        private void use(Running request, long now) {
            user = request;
            lora = request.lora();
            lastUse = now;
        }

        private void free(long now) {
            kept = Arrays.copyOf(user.tokens(), user.filled());
            user = null;
            lastUse = now;
        }

        private void forget() {
            user = null;
            kept = new int[0];
            lora = null;
            lastUse = 0;
        }
    }
}
