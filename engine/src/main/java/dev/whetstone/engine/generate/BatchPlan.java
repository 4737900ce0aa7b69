package dev.whetstone.engine.generate;

import dev.whetstone.engine.torch.Span;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses what the next step computes: one token of every decoding request, and prompts in pieces under a budget of tokens, so that a long one stops
 * neither their tokens nor, for long, the beginning of a shorter one.
 */
final class BatchPlan {

    static final int PROMPT_TOKENS_BESIDE_DECODING = 256;
    static final int PROMPT_TOKENS_ALONE = 1024;
    private static final int WORTH_READING = 128; // at once: a piece costs its operators however short it is

    private BatchPlan() {}

    /**
     * Takes the blocks that the next tokens need. When none is left the youngest request leaves the batch and gives up its own, itself when it is
     * the one in need (Kwon et al. 2023, 4.5: recomputation).
     *
     * @param batch in the order of arrival
     * @return who left it
     */
    static List<Running> makeRoom(List<Running> batch) {
        List<Running> left = new ArrayList<>();
        for (Running running : List.copyOf(batch)) {
            while (!left.contains(running) && !running.reachesItsEnd()) {
                Running youngest = batch.removeLast();
                youngest.leave();
                left.add(youngest);
            }
        }
        return left;
    }

    /**
     * @param batch in the order of arrival
     * @return spans by request; never empty when a request runs
     */
    static Map<Running, Span> next(List<Running> batch) {
        Map<Running, Span> spans = new LinkedHashMap<>();
        batch.stream().filter(Running::isDecoding).forEach(running -> spans.put(running, running.next(1)));
        List<Running> prefilling = batch.stream().filter(Running::isPrefilling).toList();
        int[] waiting = prefilling.stream().mapToInt(Running::waitingTokens).toArray();
        int[] shares = shares(waiting, spans.isEmpty() ? PROMPT_TOKENS_ALONE : PROMPT_TOKENS_BESIDE_DECODING);
        for (int i = 0; i < shares.length; i++) {
            if (shares[i] > 0) {
                spans.put(prefilling.get(i), prefilling.get(i).next(shares[i]));
            }
        }
        return spans;
    }

    /** To each prompt half of what is left while others stand behind it, unless that is little; what is left over to the first that can use it. */
    static int[] shares(int[] waiting, int budget) {
        int[] shares = new int[waiting.length];
        int left = budget;
        for (int i = 0; i < waiting.length; i++) {
            boolean last = i + 1 == waiting.length;
            int most = last ? left : Math.max(left / 2, Math.min(left, WORTH_READING));
            shares[i] = Math.min(waiting[i], most);
            left -= shares[i];
        }
        for (int i = 0; i < waiting.length; i++) {
            int more = Math.min(waiting[i] - shares[i], left);
            shares[i] += more;
            left -= more;
        }
        return shares;
    }
}
