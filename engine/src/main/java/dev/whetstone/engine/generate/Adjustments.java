package dev.whetstone.engine.generate;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What one request changes in its logits before a token is chosen: logit bias, then penalties, then no end before its time. Knows which
 * tokens were there. For one thread.
 */
final class Adjustments {

    private final Sampling sampling;
    private final Set<Integer> eosTokens;
    private final BitSet seen = new BitSet();
    private final Map<Integer, Integer> said = new HashMap<>();
    private int length;

    Adjustments(Sampling sampling, int[] prompt, Set<Integer> eosTokens) {
        this.sampling = sampling;
        this.eosTokens = eosTokens;
        if (sampling.penalties().repeats()) {
            Arrays.stream(prompt).forEach(seen::set);
        }
    }

    /** Whether the logits stay as they are, now and later. */
    boolean changeNothing() {
        return sampling.logitBias().isEmpty()
                && sampling.penalties().equals(Penalties.NONE)
                && length >= sampling.minTokens();
    }

    /** The completion has another token. */
    void took(int token) {
        length++;
        if (sampling.penalties().repeats()) {
            seen.set(token);
        }
        if (sampling.penalties().counts()) {
            said.merge(token, 1, Integer::sum);
        }
    }

    /** @param row logits of every token, float32, changed */
    void apply(MemorySegment row) {
        sampling.logitBias().forEach((token, bias) -> set(row, token, get(row, token) + bias.floatValue()));
        penalise(row);
        if (length < sampling.minTokens()) {
            eosTokens.forEach(token -> set(row, token, Float.NEGATIVE_INFINITY));
        }
    }

    /** {@code x·r or x/r}, whichever is less for r above 1; {@code x - c·frequency - [c > 0]·presence} with c times in the completion. */
    private void penalise(MemorySegment row) {
        float repetition = (float) sampling.penalties().repetition();
        for (int token = seen.nextSetBit(0); token >= 0; token = seen.nextSetBit(token + 1)) {
            float logit = get(row, token);
            set(row, token, logit < 0 ? logit * repetition : logit / repetition);
        }
        float presence = (float) sampling.penalties().presence();
        float frequency = (float) sampling.penalties().frequency();
        said.forEach((token, count) -> set(row, token, get(row, token) - count * frequency - presence));
    }

    private static float get(MemorySegment row, int token) {
        return row.getAtIndex(ValueLayout.JAVA_FLOAT, token);
    }

    private static void set(MemorySegment row, int token, float logit) {
        row.setAtIndex(ValueLayout.JAVA_FLOAT, token, logit);
    }
}
