package dev.whetstone.engine.constrain;

import dev.whetstone.engine.constrain.automaton.TextBytes;

import java.util.ArrayList;
import java.util.List;

/**
 * The tokens that are nothing but text of a JSON string: no quotation mark, no escape, no part of a character at the beginning. Nearly all
 * are; which of them may come inside a string depends on its room alone, so they are found once and never walked.
 */
final class PlainText {

    private static final int NOT_PLAIN = -1;

    private final List<Integer> others = new ArrayList<>();
    private final List<long[]> upTo = new ArrayList<>();

    /**
     * @param vocabulary bytes by token id
     * @param ids tokens with bytes
     */
    PlainText(byte[][] vocabulary, List<Integer> ids) {
        List<List<Integer>> bySize = new ArrayList<>();
        for (int id : ids) {
            int size = characters(vocabulary[id]);
            if (size == NOT_PLAIN) {
                others.add(id);
                continue;
            }
            while (bySize.size() <= size) {
                bySize.add(new ArrayList<>());
            }
            bySize.get(size).add(id);
        }
        long[] set = new long[(vocabulary.length + 63) >> 6];
        for (List<Integer> sized : bySize) {
            sized.forEach(id -> set[id >> 6] |= 1L << id);
            upTo.add(set.clone());
        }
        if (upTo.isEmpty()) {
            upTo.add(set);
        }
    }

    /** Tokens that are not plain. */
    List<Integer> others() {
        return others;
    }

    /** The plain tokens of at most so many characters, as a new set of bits. */
    long[] upTo(int room) {
        return upTo.get(Math.min(room, upTo.size() - 1)).clone();
    }

    /** Characters begun by a plain token; the last may end in the next token. */
    private static int characters(byte[] bytes) {
        int phase = TextBytes.BETWEEN;
        int count = 0;
        for (byte each : bytes) {
            if (each == '\\') {
                return NOT_PLAIN;
            }
            count += phase == TextBytes.BETWEEN ? 1 : 0;
            phase = TextBytes.next(phase, each & 0xFF);
            if (phase == TextBytes.REFUSED) {
                return NOT_PLAIN;
            }
        }
        return count;
    }
}
