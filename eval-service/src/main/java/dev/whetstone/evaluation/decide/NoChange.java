package dev.whetstone.evaluation.decide;

import java.util.OptionalInt;

/** The best case of the harm test: not one item changes. If even that is not enough evidence, the suite is too small for the margin. */
final class NoChange {

    private NoChange() {}

    static double pHarm(int items, int repeats, double margin) {
        return repeats == 1 ? ExactHarm.p(0, 0, items, margin) : Betting.pHarm(new double[items], margin);
    }

    static OptionalInt itemsToCallHarmless(int repeats, double margin) {
        // with one repeat the p-value is at least (1 - margin)^items: fewer items than this need not be tried
        int least = (int) Math.max(1, Math.floor(Math.log(Rate.ALPHA) / Math.log1p(-margin)));
        for (int items = least; items <= Power.MOST_ITEMS; items++) {
            if (pHarm(items, repeats, margin) <= Rate.ALPHA) {
                return OptionalInt.of(items);
            }
        }
        return OptionalInt.empty();
    }
}
