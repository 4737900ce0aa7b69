package dev.whetstone.engine.constrain;

import dev.whetstone.engine.constrain.automaton.Automaton;
import dev.whetstone.engine.constrain.automaton.State;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Tokens by their bytes, so that what tokens have in common is walked once. The nodes lie in the order of a walk, each with the place to go
 * on when nothing below it is possible.
 */
final class TokenTrie {

    private static final int NONE = -1;

    private final byte[] labels;
    private final int[] depths;
    private final int[] skips;
    private final int[] tokens;
    private final int[] sameBytes;
    private final int deepest;

    private TokenTrie(byte[] labels, int[] depths, int[] tokens, int[] sameBytes) {
        this.labels = labels;
        this.depths = depths;
        this.skips = skips(depths);
        this.tokens = tokens;
        this.sameBytes = sameBytes;
        this.deepest = Arrays.stream(depths).max().orElse(0);
    }

    /**
     * @param vocabulary bytes by token id
     * @param ids the tokens to take in; none without bytes
     */
    static TokenTrie of(byte[][] vocabulary, List<Integer> ids) {
        int[] sorted = ids.stream()
                .sorted(Comparator.comparing((Integer id) -> vocabulary[id], Arrays::compareUnsigned))
                .mapToInt(Integer::intValue)
                .toArray();
        int most = Arrays.stream(sorted).map(id -> vocabulary[id].length).sum();
        byte[] labels = new byte[most];
        int[] depths = new int[most];
        int[] tokens = new int[most];
        int[] sameBytes = new int[vocabulary.length];
        Arrays.fill(sameBytes, NONE);
        int count = 0;
        byte[] before = {};
        for (int id : sorted) {
            byte[] bytes = vocabulary[id];
            int differs = Arrays.mismatch(before, bytes);
            if (differs == NONE) { // the same bytes once more
                sameBytes[id] = tokens[count - 1];
            } else {
                for (int i = differs; i < bytes.length; i++, count++) {
                    labels[count] = bytes[i];
                    depths[count] = i + 1;
                    tokens[count] = NONE;
                }
            }
            tokens[count - 1] = id;
            before = bytes;
        }
        return new TokenTrie(
                Arrays.copyOf(labels, count), Arrays.copyOf(depths, count), Arrays.copyOf(tokens, count), sameBytes);
    }

    /** Adds the tokens whose bytes may follow a state. */
    void addAllowed(Automaton automaton, State from, long[] allowed) {
        State[] path = new State[deepest + 1];
        path[0] = from;
        int node = 0;
        while (node < labels.length) {
            int depth = depths[node];
            State state = automaton.next(path[depth - 1], labels[node] & 0xFF);
            if (state.isDead()) {
                node = skips[node];
                continue;
            }
            path[depth] = state;
            for (int token = tokens[node]; token != NONE; token = sameBytes[token]) {
                allowed[token >> 6] |= 1L << token;
            }
            node++;
        }
    }

    /** For each node the first one after it that is not below it. */
    private static int[] skips(int[] depths) {
        int[] skips = new int[depths.length];
        for (int node = depths.length - 1; node >= 0; node--) {
            int after = node + 1;
            while (after < depths.length && depths[after] > depths[node]) {
                after = skips[after];
            }
            skips[node] = after;
        }
        return skips;
    }
}
