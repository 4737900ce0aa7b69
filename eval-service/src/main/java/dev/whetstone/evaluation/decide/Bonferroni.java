package dev.whetstone.evaluation.decide;

import java.util.List;

/** One p-value for "at least one of these holds": the smallest, times their number. */
final class Bonferroni {

    private Bonferroni() {}

    static double smallest(List<Double> pValues) {
        double least = pValues.stream().mapToDouble(Double::doubleValue).min().orElse(1);
        return Math.min(1, least * pValues.size());
    }
}
