package dev.whetstone.evaluation.decide;

import org.apache.commons.statistics.distribution.BinomialDistribution;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.IntToDoubleFunction;

/** What a suite of a given size can see: exact for one repeat, a lower bound for several (items taken as passing always or never). */
public final class Power {

    /** The chance of seeing what is there that a suite is asked for. */
    public static final double ENOUGH = 0.8;

    /** Larger suites are not proposed. */
    public static final int MOST_ITEMS = 2_000;

    private Power() {}

    /** Chance that {@link Rate#pBelow} is at most {@code alpha} when the true rate is {@code rate}. */
    public static double below(int items, int repeats, double target, double rate, double alpha) {
        int critical = mostPassesBelow(items, repeats, target, alpha);
        return critical < 0 ? 0 : BinomialDistribution.of(items, rate).cumulativeProbability(critical);
    }

    /** Chance that {@link Rate#pAbove} is at most {@code alpha} when the true rate is {@code rate}. */
    public static double above(int items, int repeats, double target, double rate, double alpha) {
        return below(items, repeats, 1 - target, 1 - rate, alpha);
    }

    /** Most passing items that are still shown to be below the target; -1 when not even none is. */
    private static int mostPassesBelow(int items, int repeats, double target, double alpha) {
        int below = -1;
        int notBelow = items + 1;
        while (notBelow - below > 1) {
            int middle = (below + notBelow) / 2;
            if (new Rate(items, repeats, (long) middle * repeats).pBelow(target) <= alpha) {
                below = middle;
            } else {
                notBelow = middle;
            }
        }
        return below;
    }

    /**
     * Smallest distance below the target that is seen with 80 % power in every one of {@code runs} runs, taken as independent (they share
     * items, so the true power is higher). Empty when not even a rate of 0 is seen.
     */
    public static OptionalDouble detectableGap(int items, int repeats, double target, int runs, double alpha) {
        if (Math.pow(below(items, repeats, target, 0, alpha), runs) < ENOUGH) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(Bisection.first(
                0, target, gap -> Math.pow(below(items, repeats, target, target - gap, alpha), runs) >= ENOUGH));
    }

    /** Fewest items from which on a power of 80 % is kept; power saws with the item count, so a few more have to keep it too. */
    static OptionalInt itemsNeeded(double target, IntToDoubleFunction power) {
        int window = (int) Math.min(200, Math.ceil(2 / Math.min(target, 1 - target)));
        int kept = 0;
        for (int items = 1; items <= MOST_ITEMS + window; items++) {
            kept = power.applyAsDouble(items) >= ENOUGH ? kept + 1 : 0;
            if (kept > window) {
                return OptionalInt.of(items - window);
            }
        }
        return OptionalInt.empty();
    }

    /** Fewest items for {@link #detectableGap} to be at most {@code gap}. */
    public static OptionalInt itemsForGap(int repeats, double target, int runs, double alpha, double gap) {
        if (gap >= target) {
            return OptionalInt.empty();
        }
        return itemsNeeded(target, items -> Math.pow(below(items, repeats, target, target - gap, alpha), runs));
    }
}
