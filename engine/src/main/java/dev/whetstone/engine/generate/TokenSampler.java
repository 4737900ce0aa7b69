package dev.whetstone.engine.generate;

import java.util.SplittableRandom;

/**
 * Draws tokens for one request with a random stream of its own: what is drawn depends on the seed and the logits, never on what else
 * runs.
 */
final class TokenSampler {

    private static final double FIRST_LOOK = 1.0 / 32;
    private static final double NEXT_LOOK = 1.0 / 32;

    private final Sampling sampling;
    private final SplittableRandom random;

    TokenSampler(Sampling sampling) {
        this.sampling = sampling;
        this.random = new SplittableRandom(sampling.seed());
    }

    /** @param weights of every token, at the request's temperature */
    int draw(TokenWeights weights) {
        double at = random.nextDouble();
        return sampling.drawsFromAll() ? weights.draw(at) : keep(weights).draw(at);
    }

    /** What may be drawn: top-k, of those top-p, of those min-p. Each keeps the first of what the one before kept. */
    Likeliest keep(TokenWeights weights) {
        Likeliest kept = sampling.topK() > 0 ? largest(weights).first(sampling.topK()) : largest(weights);
        if (sampling.topP() < 1) {
            double all = sampling.topK() > 0 ? kept.sum() : weights.total();
            kept = kept.first(kept.reaching(sampling.topP() * all));
        }
        return sampling.minP() > 0 ? kept.first(kept.atLeast(sampling.minP())) : kept;
    }

    /** Those that matter, and perhaps more: all of at least some weight. */
    private Likeliest largest(TokenWeights weights) {
        double least = leastThatMatters(weights);
        double look = FIRST_LOOK;
        while (look > least && !isEnough(weights.atLeast(look), weights)) {
            look = look < Float.MIN_NORMAL ? 0 : look * NEXT_LOOK;
        }
        return weights.atLeast(Math.max(look, least)).sorted();
    }

    private boolean isEnough(LargestValues found, TokenWeights weights) {
        return sampling.topK() > 0
                ? found.count() >= sampling.topK()
                : found.sum() >= sampling.topP() * weights.total();
    }

    /** With top-k every one of the k counts in the sum that top-p is a share of. */
    private double leastThatMatters(TokenWeights weights) {
        if (sampling.topK() > 0) {
            return sampling.topP() == 1 ? sampling.minP() : 0;
        }
        // Tokens below (1 - topP) / V of all weigh less than 1 - topP together: top-p never reaches them.
        double unreached = 0.99 * (1 - sampling.topP()) * weights.total() / weights.size();
        return Math.max(sampling.minP(), unreached);
    }
}
