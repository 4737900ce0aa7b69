package dev.whetstone.evaluation.decide;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.evaluation.Verdict;

import java.util.List;

/**
 * Does the candidate replace what is served, and why.
 *
 * @param reasons sentences for a person, the decisive one first
 * @param criteria every criterion that was measured
 * @param slices per label and required criterion
 * @param comingBack regression items that are passed today and that the candidate fails
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Judgement(
        Verdict verdict,
        List<String> reasons,
        List<CriterionJudgement> criteria,
        List<SliceJudgement> slices,
        List<String> comingBack) {

    public Judgement {
        Require.present("verdict", verdict);
        reasons = Require.copy("reasons", reasons);
        criteria = Require.copy("criteria", criteria);
        slices = Require.copy("slices", slices);
        comingBack = Require.copy("comingBack", comingBack);
    }
}
