package dev.whetstone.contracts.evaluation;

import dev.whetstone.contracts.Require;

/**
 * One criterion's result for one variant of one arm.
 *
 * @param arm {@code prompt-only}, {@code prompt-schema}, {@code few-shot} or {@code adapter}
 * @param items independent units
 * @param repeats generations for each item
 * @param passRate mean over items of their share of passed repeats
 */
public record CriterionScore(String arm, String variant, String criterion, int items, int repeats, double passRate) {

    public CriterionScore {
        Require.text("arm", arm);
        Require.text("variant", variant);
        Require.text("criterion", criterion);
        Require.atLeast("items", items, 1);
        Require.atLeast("repeats", repeats, 1);
        Require.share("passRate", passRate);
    }
}
