package dev.whetstone.engine.generate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Tokens with their probabilities, the largest first, equal ones by token, so that the order is always the same. Either all that
 * can matter or the first of them.
 */
record Likeliest(int[] tokens, float[] probabilities) {

    static Likeliest sorted(int[] tokens, float[] probabilities) {
        Integer[] order = IntStream.range(0, tokens.length).boxed().toArray(Integer[]::new);
        Arrays.sort(
                order,
                Comparator.comparingDouble((Integer i) -> -probabilities[i]).thenComparingInt(i -> tokens[i]));
        int[] sortedTokens = new int[order.length];
        float[] sortedProbabilities = new float[order.length];
        for (int i = 0; i < order.length; i++) {
            sortedTokens[i] = tokens[order[i]];
            sortedProbabilities[i] = probabilities[order[i]];
        }
        return new Likeliest(sortedTokens, sortedProbabilities);
    }

    /** Those of a whole row that are at least so likely. */
    static Likeliest above(float least, float[] row) {
        int[] tokens = IntStream.range(0, row.length)
                .filter(token -> row[token] >= least)
                .toArray();
        float[] probabilities = new float[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            probabilities[i] = row[tokens[i]];
        }
        return sorted(tokens, probabilities);
    }

    int size() {
        return tokens.length;
    }

    Likeliest first(int count) {
        return count >= size()
                ? this
                : new Likeliest(Arrays.copyOf(tokens, count), Arrays.copyOf(probabilities, count));
    }

    /**
     * Whether these are the first so many of the row whatever follows: nothing that follows is as likely as the last of them, or nothing
     * that follows is possible at all.
     */
    boolean settles(int count) {
        if (size() == 0) {
            return false;
        }
        float last = probabilities[size() - 1];
        return last == 0 || count < size() && probabilities[count - 1] > last;
    }

    /** How many it takes, at least one, to reach a probability; all of them when they do not reach it (Holtzman et al. 2020). */
    int reaching(double wanted) {
        double reached = 0;
        for (int i = 0; i < size(); i++) {
            reached += probabilities[i];
            if (reached >= wanted) {
                return i + 1;
            }
        }
        return size();
    }

    double sum() {
        double sum = 0;
        for (float probability : probabilities) {
            sum += probability;
        }
        return sum;
    }

    /** @param at from 0 to 1 */
    int draw(double at) {
        double left = at * sum();
        int last = 0;
        for (int i = 0; i < size(); i++) {
            left -= probabilities[i];
            if (left < 0) {
                return tokens[i];
            }
            last = probabilities[i] > 0 ? i : last;
        }
        return tokens[last]; // rounding left a little over
    }
}
