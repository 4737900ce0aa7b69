package dev.whetstone.engine.generate;

import dev.whetstone.engine.torch.KvCache;
import dev.whetstone.engine.torch.Span;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses what the next step computes: one token of every decoding request, and prompts in pieces, so that a long one does not
 * stop the others for long. A prompt that begins like another takes over its keys; when that other is still being computed, it
 * waits for it.
 */
final class BatchPlan {

    private static final int PROMPT_TOKENS_BESIDE_DECODING = 256;
    private static final int PROMPT_TOKENS_ALONE = 1024;
    private static final int WORTH_COPYING = 16;
    private static final int WORTH_WAITING = 32;

    private final SlotTable slots;
    private final KvCache cache;
    private final int capacity;

    BatchPlan(SlotTable slots, KvCache cache, int capacity) {
        this.slots = slots;
        this.cache = cache;
        this.capacity = capacity;
    }

    /** Spans by request; never empty when a request runs. */
    Map<Running, Span> next(List<Running> batch) {
        Map<Running, Span> spans = new LinkedHashMap<>();
        batch.stream().filter(Running::isDecoding).forEach(running -> spans.put(running, running.next(1)));
        int budget = spans.isEmpty() ? PROMPT_TOKENS_ALONE : PROMPT_TOKENS_BESIDE_DECODING;
        List<Running> begun =
                new ArrayList<>(batch.stream().filter(Running::isPrefilling).toList());
        for (Running running : batch) {
            if (budget == 0) {
                break;
            }
            if (running.isDecoding() || !begin(running, begun)) {
                continue;
            }
            Span span = running.next(budget);
            spans.put(running, span);
            budget -= span.count();
        }
        return spans;
    }

    /** Gives a request its slot, unless it had better wait for a prompt that it shares its beginning with. */
    private boolean begin(Running running, List<Running> begun) {
        if (running.hasSlot()) {
            return true;
        }
        SlotTable.Match match = slots.bestMatch(running);
        int later = begun.stream()
                .filter(other -> other.lora() == running.lora())
                .mapToInt(other -> SlotTable.common(other.tokens(), other.promptLength(), running))
                .max()
                .orElse(0);
        if (later >= match.tokens() + WORTH_WAITING) {
            return false;
        }
        place(running, match);
        begun.add(running);
        return true;
    }

    private void place(Running running, SlotTable.Match match) {
        if (match.tokens() > 0 && slots.isFree(match.slot())) {
            slots.use(match.slot(), running);
            running.place(match.slot(), blocks(match.slot()), match.tokens());
            return;
        }
        int slot = slots.leastUseful();
        boolean copied = match.tokens() >= WORTH_COPYING;
        if (copied) {
            cache.copy(blocks(match.slot()), blocks(slot), match.tokens());
        }
        slots.use(slot, running);
        running.place(slot, blocks(slot), copied ? match.tokens() : 0);
    }

    private int[] blocks(int slot) {
        return KvCache.blocksOf(slot, capacity);
    }
}
