package dev.whetstone.engine.generate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Draws tokens for one request with a random stream of its own: what is drawn depends on the seed and the probabilities, never on
 * what else runs.
 */
final class TokenSampler {

    private final Sampling sampling;
    private final SplittableRandom random;

    TokenSampler(Sampling sampling) {
        this.sampling = sampling;
        this.random = new SplittableRandom(sampling.seed());
    }

    /** @param probabilities of every token, at the request's temperature; they sum to about one */
    int draw(float[] probabilities) {
        double at = random.nextDouble();
        if (sampling.topK() == 0 && sampling.topP() == 1) {
            return drawFromAll(probabilities, at);
        }
        int[] candidates = nucleus(mostLikely(probabilities), probabilities);
        return drawFrom(candidates, probabilities, at);
    }

    /** Largest first; equal ones by token, so that the order is always the same. */
    private int[] mostLikely(float[] probabilities) {
        // Tokens below (1 - topP) / V weigh less than 1 - topP together: the nucleus never reaches them.
        double floor = (1 - sampling.topP()) / probabilities.length;
        int[] above = IntStream.range(0, probabilities.length)
                .filter(token -> probabilities[token] >= floor)
                .toArray();
        if (sampling.topK() > 0 && sampling.topK() < above.length) {
            float least = kthLargest(probabilities, above, sampling.topK());
            above = Arrays.stream(above)
                    .filter(token -> probabilities[token] >= least)
                    .toArray();
        }
        int[] sorted = Arrays.stream(above)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer token) -> -probabilities[token])
                        .thenComparing(Comparator.naturalOrder()))
                .mapToInt(Integer::intValue)
                .toArray();
        return sampling.topK() > 0 ? Arrays.copyOf(sorted, Math.min(sampling.topK(), sorted.length)) : sorted;
    }

    private static float kthLargest(float[] probabilities, int[] tokens, int k) {
        float[] largest = new float[k]; // ascending
        for (int token : tokens) {
            float p = probabilities[token];
            if (p > largest[0]) {
                int at = 0;
                while (at + 1 < k && largest[at + 1] < p) {
                    largest[at] = largest[at + 1];
                    at++;
                }
                largest[at] = p;
            }
        }
        return largest[0];
    }

    /** The shortest beginning that reaches topP of what is left after topK (Holtzman et al. 2020). */
    private int[] nucleus(int[] sorted, float[] probabilities) {
        double wanted = sampling.topP() * sum(sorted, probabilities);
        double reached = 0;
        for (int i = 0; i < sorted.length; i++) {
            reached += probabilities[sorted[i]];
            if (reached >= wanted) {
                return Arrays.copyOf(sorted, i + 1);
            }
        }
        return sorted;
    }

    private static int drawFrom(int[] tokens, float[] probabilities, double at) {
        double left = at * sum(tokens, probabilities);
        for (int token : tokens) {
            left -= probabilities[token];
            if (left < 0) {
                return token;
            }
        }
        return tokens[tokens.length - 1];
    }

    private static int drawFromAll(float[] probabilities, double at) {
        double total = 0;
        for (float p : probabilities) {
            total += p;
        }
        double left = at * total;
        int last = 0;
        for (int token = 0; token < probabilities.length; token++) {
            left -= probabilities[token];
            if (left < 0) {
                return token;
            }
            last = probabilities[token] > 0 ? token : last;
        }
        return last; // rounding left a little over
    }

    private static double sum(int[] tokens, float[] probabilities) {
        double sum = 0;
        for (int token : tokens) {
            sum += probabilities[token];
        }
        return sum;
    }
}
