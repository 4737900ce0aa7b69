package dev.whetstone.evaluation.decide;

import dev.whetstone.contracts.Require;

/**
 * How a candidate did on one item of the regression split. An output passes when it passes every required criterion.
 *
 * @param servedPasses whether what is served now passes it
 * @param passes of the candidate
 * @param repeats of the candidate
 */
public record RegressionItem(String item, boolean servedPasses, int passes, int repeats) {

    /** Repeats that settle an item in doubt. */
    public static final int SETTLING_REPEATS = 5;

    public RegressionItem {
        Require.text("item", item);
        Require.atLeast("repeats", repeats, 1);
        if (passes < 0 || passes > repeats) {
            throw new IllegalArgumentException("passes: expected 0 to " + repeats + ", but got " + passes);
        }
    }

    /** An old failure comes back: the candidate fails most repeats of what is passed today. */
    public boolean comesBack() {
        return servedPasses && 2 * passes < repeats;
    }

    /** It failed at least once, too few times to be sure: run it {@value #SETTLING_REPEATS} times. */
    public boolean inDoubt() {
        return servedPasses && passes < repeats && repeats < SETTLING_REPEATS;
    }
}
