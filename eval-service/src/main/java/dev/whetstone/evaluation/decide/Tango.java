package dev.whetstone.evaluation.decide;

/**
 * Tango's score for a difference of paired proportions (Statistics in Medicine 17, 1998): how far the observed difference lies from a
 * supposed one, in standard errors under the supposition.
 */
public final class Tango {

    /** Standard normal quantile of 0.95: the interval's two ends are one-sided 95 % bounds each. */
    public static final double Z_95_ONE_SIDED = 1.6448536269514722;

    private Tango() {}

    /** Score of "the candidate is worse by {@code margin}": large when the candidate does better than that. */
    public static double score(int wins, int losses, int items, double margin) {
        return scoreAt(wins, losses, items, -margin);
    }

    /** Score of a true difference {@code difference}; infinite where the supposition leaves no variance. */
    static double scoreAt(int wins, int losses, int items, double difference) {
        double a = 2.0 * items;
        double b = -wins - losses + (2.0 * items - wins + losses) * difference;
        double c = -losses * difference * (1 - difference);
        double q = (Math.sqrt(Math.max(b * b - 4 * a * c, 0)) - b)
                / (2 * a); // probability of a loss, most likely under it
        double variance = items * (2 * q + difference * (1 - difference));
        double distance = wins - losses - items * difference;
        if (variance > 0) {
            return distance / Math.sqrt(variance);
        }
        return distance >= 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }

    /** Differences whose score lies within {@code z} standard errors. */
    public static Interval interval(int wins, int losses, int items, double z) {
        double seen = (double) (wins - losses) / items;
        double lower = Bisection.first(-1, seen, difference -> scoreAt(wins, losses, items, difference) <= z);
        double upper = Bisection.first(seen, 1, difference -> scoreAt(wins, losses, items, difference) <= -z);
        return new Interval(lower, upper);
    }
}
