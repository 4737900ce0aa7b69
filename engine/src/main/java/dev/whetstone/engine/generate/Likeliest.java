package dev.whetstone.engine.generate;

import java.util.Arrays;

/**
 * Tokens with a value each, the largest first, equal ones by token, so that the order is always the same.
 *
 * @param values weights: probabilities times the same number; or logits
 */
record Likeliest(int[] tokens, float[] values) {

    /** @param tokens some tokens, of which the first so many count; a token's value is at its place of all values */
    static Likeliest of(int[] tokens, int count, float[] all) {
        long[] keys = new long[count];
        for (int i = 0; i < count; i++) {
            keys[i] = (long) ~rising(all[tokens[i]]) << Integer.SIZE | tokens[i];
        }
        Arrays.sort(keys);
        int[] sorted = new int[count];
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            sorted[i] = (int) keys[i];
            values[i] = all[sorted[i]];
        }
        return new Likeliest(sorted, values);
    }

    int size() {
        return tokens.length;
    }

    Likeliest first(int count) {
        return count >= size() ? this : new Likeliest(Arrays.copyOf(tokens, count), Arrays.copyOf(values, count));
    }

    /** How many it takes, at least one, to reach a sum; all of them when they do not reach it (Holtzman et al. 2020). */
    int reaching(double wanted) {
        double reached = 0;
        for (int i = 0; i < size(); i++) {
            reached += values[i];
            if (reached >= wanted) {
                return i + 1;
            }
        }
        return size();
    }

    /** How many are at least so large. */
    int atLeast(double limit) {
        int count = 0;
        while (count < size() && values[count] >= limit) {
            count++;
        }
        return count;
    }

    double sum() {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    /** @param at from 0 to 1 */
    int draw(double at) {
        double left = at * sum();
        int last = 0;
        for (int i = 0; i < size(); i++) {
            left -= values[i];
            if (left < 0) {
                return tokens[i];
            }
            last = values[i] > 0 ? i : last;
        }
        return tokens[last]; // rounding left a little over
    }

    /** Bits that order as the numbers do. */
    private static int rising(float value) {
        int bits = Float.floatToRawIntBits(value);
        return bits ^ bits >> 31 & Integer.MAX_VALUE;
    }
}
