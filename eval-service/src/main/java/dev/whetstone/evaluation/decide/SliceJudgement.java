package dev.whetstone.evaluation.decide;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * One criterion on the items of one label.
 *
 * @param bestBaselineRate of the baseline that did best on the slice
 * @param pWorse after Bonferroni over the baselines and Holm over all slices × required criteria
 */
@JsonNaming(SnakeCaseStrategy.class)
public record SliceJudgement(
        String label,
        String criterion,
        int items,
        double passRate,
        double bestBaselineRate,
        double pWorse,
        boolean worse) {}
