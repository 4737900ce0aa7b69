package dev.whetstone.evaluation.decide;

import java.util.Arrays;

/**
 * A test of a mean by betting (Waudby-Smith and Ramdas, J. R. Stat. Soc. B 86, 2024): wealth under a uniform mixture of {@value #STAKES} fixed
 * stakes, whose inverse is a p-value for independent items in [0, 1] and does not depend on their order.
 */
public final class Betting {

    private static final int STAKES = 100;

    private Betting() {}

    /** p-value against "the mean difference of pass shares, each in [-1, 1], is {@code -margin} or less". */
    public static double pHarm(double[] differences, double margin) {
        return pAbove(differences, -margin);
    }

    /** Differences that neither direction of the test rejects at {@code alpha}. */
    static Interval interval(double[] differences, double alpha) {
        double mean = Arrays.stream(differences).average().orElseThrow();
        double[] opposite = Arrays.stream(differences).map(value -> -value).toArray();
        double lower = Bisection.first(-1, mean, difference -> pAbove(differences, difference) > alpha);
        double upper = Bisection.first(mean, 1, difference -> pAbove(opposite, -difference) <= alpha);
        return new Interval(lower, upper);
    }

    /** p-value against "the true mean difference is {@code difference} or less". */
    private static double pAbove(double[] differences, double difference) {
        double null01 = (difference + 1) / 2; // on the scale of [0, 1]
        if (null01 <= 0) {
            return Arrays.stream(differences).allMatch(value -> value == -1) ? 1 : 0;
        }
        double[] logWealth = new double[STAKES];
        for (int bet = 0; bet < STAKES; bet++) {
            double stake = (0.005 + 0.99 * bet / (STAKES - 1)) / null01;
            for (double value : differences) {
                logWealth[bet] += Math.log1p(stake * ((value + 1) / 2 - null01));
            }
        }
        return Math.min(1, 1 / meanOfExponentials(logWealth));
    }

    private static double meanOfExponentials(double[] logs) {
        return Arrays.stream(logs).map(Math::exp).average().orElseThrow();
    }
}
