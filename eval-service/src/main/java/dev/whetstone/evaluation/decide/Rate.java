package dev.whetstone.evaluation.decide;

import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * How often some independent items passed, and what that says about the true rate. One repeat an item: exact binomial. Several: an item's
 * share of passed repeats is a score in [0, 1] and Hoeffding's bound holds whatever the repeats have to do with each other
 * (J. Am. Stat. Assoc. 58, 1963, theorem 1).
 *
 * @param items independent units, at least 1
 * @param repeats generations of each item
 * @param passes passed generations of all {@code items * repeats}
 */
public record Rate(int items, int repeats, long passes) {

    /** Level of every test and bound here, one-sided. */
    public static final double ALPHA = 0.05;

    public Rate {
        if (items < 1 || repeats < 1) {
            throw new IllegalArgumentException(
                    "items, repeats: expected at least 1 of each, but got " + items + ", " + repeats);
        }
        if (passes < 0 || passes > (long) items * repeats) {
            throw new IllegalArgumentException(
                    "passes: expected 0 to " + (long) items * repeats + ", but got " + passes);
        }
    }

    public double mean() {
        return (double) passes / ((double) items * repeats);
    }

    public Rate ofFailures() {
        return new Rate(items, repeats, (long) items * repeats - passes);
    }

    /** p-value against "the true rate is at least the target". */
    public double pBelow(double target) {
        if (repeats == 1) {
            return BinomialDistribution.of(items, target).cumulativeProbability((int) passes);
        }
        return mean() >= target ? 1 : Math.exp(-items * relativeEntropy(mean(), target));
    }

    /** p-value against "the true rate is at most the target". */
    public double pAbove(double target) {
        return ofFailures().pBelow(1 - target);
    }

    /** One-sided upper confidence bound: the largest true rate that these passes do not contradict. */
    public double upper(double alpha) {
        return mean() >= 1 ? 1 : Bisection.first(mean(), 1, target -> pBelow(target) <= alpha);
    }

    /** One-sided lower confidence bound. */
    public double lower(double alpha) {
        return 1 - ofFailures().upper(alpha);
    }

    /** Both bounds at {@link #ALPHA}: a target outside is a target that the tests above reject. */
    public Interval interval() {
        return new Interval(Math.min(lower(ALPHA), mean()), upper(ALPHA));
    }

    /** Kullback–Leibler divergence of Bernoulli(a) from Bernoulli(b), nats; infinite when a could not have come from b. */
    static double relativeEntropy(double a, double b) {
        return part(a, b) + part(1 - a, 1 - b);
    }

    private static double part(double a, double b) {
        return a > 0 ? a * Math.log(a / b) : 0;
    }
}
