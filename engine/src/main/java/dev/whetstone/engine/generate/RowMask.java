package dev.whetstone.engine.generate;

import dev.whetstone.engine.constrain.TokenMask;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Takes the tokens that are not allowed out of a row of logits: theirs become minus infinity. Those of the tokens allowed stay, finite or
 * not.
 */
final class RowMask {

    private static final float[] BANNED = banned();

    private RowMask() {}

    /** @param row float32, changed */
    static void apply(MemorySegment row, int size, TokenMask allowed) {
        for (int first = 0; first < size; first += BANNED.length) {
            int count = Math.min(BANNED.length, size - first);
            long banned = ~allowed.word(first);
            if (banned == -1L) {
                MemorySegment.copy(BANNED, 0, row, ValueLayout.JAVA_FLOAT, (long) first * Float.BYTES, count);
                continue;
            }
            for (; banned != 0; banned &= banned - 1) {
                int token = Long.numberOfTrailingZeros(banned);
                if (token < count) {
                    row.setAtIndex(ValueLayout.JAVA_FLOAT, first + token, Float.NEGATIVE_INFINITY);
                }
            }
        }
    }

    private static float[] banned() {
        float[] banned = new float[Long.SIZE];
        Arrays.fill(banned, Float.NEGATIVE_INFINITY);
        return banned;
    }
}
