package dev.whetstone.evaluation.decide;

import dev.whetstone.contracts.Require;

import java.util.List;

/**
 * Candidate minus baseline on the same items, in passes, and what it says about the true difference.
 *
 * @param repeats generations of each item
 * @param values each in [-repeats, repeats]
 */
public record PairedDifferences(int repeats, List<Integer> values) {

    public PairedDifferences {
        values = Require.copy("values", values);
        if (repeats < 1 || values.isEmpty()) {
            throw new IllegalArgumentException(
                    "repeats, values: expected at least 1 of each, but got " + repeats + ", " + values.size());
        }
        for (int value : values) {
            if (Math.abs(value) > repeats) {
                throw new IllegalArgumentException(
                        "values: expected at most " + repeats + " passes of difference, but got " + value);
            }
        }
    }

    public static PairedDifferences of(Scores candidate, Scores baseline) {
        return new PairedDifferences(candidate.repeats(), candidate.minus(baseline));
    }

    /** Items on which the candidate passed more often. */
    public int wins() {
        return (int) values.stream().filter(value -> value > 0).count();
    }

    /** Items on which the baseline passed more often. */
    public int losses() {
        return (int) values.stream().filter(value -> value < 0).count();
    }

    /** Difference of the pass rates, in [-1, 1]. */
    public double mean() {
        return values.stream().mapToInt(Integer::intValue).sum() / ((double) values.size() * repeats);
    }

    /** p-value against "the candidate is no better": the exact sign-flip test. */
    public double pBetter() {
        return SignFlip.pLarger(values);
    }

    /** p-value against "the candidate is no worse". */
    public double pWorse() {
        return SignFlip.pLarger(values.stream().map(value -> -value).toList());
    }

    /** p-value against "the candidate passes less often by {@code margin} or more". */
    public double pHarm(double margin) {
        return repeats == 1 ? ExactHarm.p(wins(), losses(), values.size(), margin) : Betting.pHarm(shares(), margin);
    }

    /** Where the true difference may lie, one-sided {@link Rate#ALPHA} at either end: Tango's score interval, or by betting over repeats. */
    public Interval interval() {
        return repeats == 1
                ? Tango.interval(wins(), losses(), values.size(), Tango.Z_95_ONE_SIDED)
                : Betting.interval(shares(), Rate.ALPHA);
    }

    private double[] shares() {
        return values.stream().mapToDouble(value -> (double) value / repeats).toArray();
    }
}
