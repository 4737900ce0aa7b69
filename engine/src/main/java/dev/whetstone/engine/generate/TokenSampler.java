package dev.whetstone.engine.generate;

import java.util.SplittableRandom;
import java.util.function.Supplier;

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

    /**
     * Draws as from the whole row, which is only looked at when its likeliest tokens do not settle the choice.
     *
     * @param likeliest some of the row's tokens, all others being at most as likely
     * @param row probabilities of every token, at the request's temperature; they sum to about one
     */
    int draw(Likeliest likeliest, Supplier<float[]> row) {
        double at = random.nextDouble();
        if (sampling.topK() == 0 && sampling.topP() == 1) {
            return drawFromAll(row.get(), at);
        }
        Likeliest enough = isSettledBy(likeliest) ? likeliest : all(row.get());
        return nucleus(enough).draw(at);
    }

    private boolean isSettledBy(Likeliest likeliest) {
        return likeliest.settles(sampling.topK() > 0 ? sampling.topK() : likeliest.reaching(sampling.topP()));
    }

    /** The fewest tokens that reach topP of all, or of what is left after topK. */
    private Likeliest nucleus(Likeliest likeliest) {
        if (sampling.topK() == 0) {
            return likeliest.first(likeliest.reaching(sampling.topP()));
        }
        Likeliest kept = likeliest.first(sampling.topK());
        return kept.first(kept.reaching(sampling.topP() * kept.sum()));
    }

    /** All tokens of a row that the choice can fall on. */
    private Likeliest all(float[] row) {
        if (sampling.topK() > 0) {
            return Likeliest.above(kthLargest(row, Math.min(sampling.topK(), row.length)), row);
        }
        // Tokens below (1 - topP) / V weigh less than 1 - topP together: the nucleus never reaches them.
        return Likeliest.above((float) ((1 - sampling.topP()) / row.length), row);
    }

    private static float kthLargest(float[] row, int k) {
        float[] largest = new float[k]; // ascending
        for (float p : row) {
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
}
