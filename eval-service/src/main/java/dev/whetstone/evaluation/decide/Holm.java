package dev.whetstone.evaluation.decide;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Holm's step-down procedure (Scand. J. Stat. 6, 1979): the chance of any false rejection stays at alpha over the whole family. */
public final class Holm {

    private Holm() {}

    /** For each p-value, whether its hypothesis is rejected. */
    public static List<Boolean> rejected(List<Double> pValues, double alpha) {
        return adjusted(pValues).stream().map(p -> p <= alpha).toList();
    }

    /** Adjusted p-values, in the order given: at most alpha exactly when rejected at alpha. */
    public static List<Double> adjusted(List<Double> pValues) {
        List<Integer> order = IntStream.range(0, pValues.size())
                .boxed()
                .sorted(Comparator.comparing(pValues::get))
                .toList();
        List<Double> adjusted = new ArrayList<>(pValues);
        double largest = 0;
        for (int rank = 0; rank < order.size(); rank++) {
            int index = order.get(rank);
            largest = Math.max(largest, Math.min(1, (order.size() - rank) * pValues.get(index)));
            adjusted.set(index, largest);
        }
        return List.copyOf(adjusted);
    }
}
