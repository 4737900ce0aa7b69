package dev.whetstone.evaluation.decide;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.whetstone.evaluation.suite.ArmVariant;
import dev.whetstone.evaluation.suite.Criterion;

/**
 * Candidate against one baseline on one criterion, paired by item.
 *
 * @param baseline what it is compared with
 * @param passRate of the baseline
 * @param difference candidate minus baseline, in shares
 * @param interval of the difference, one-sided 95 % at either end
 * @param wins items the candidate passes more often
 * @param losses items the baseline passes more often
 */
@JsonNaming(SnakeCaseStrategy.class)
public record BaselineComparison(
        ArmVariant baseline,
        double passRate,
        double difference,
        Interval interval,
        int wins,
        int losses,
        double pBetter,
        double pWorse,
        double pHarm) {

    static BaselineComparison of(Criterion criterion, ArmScores candidate, ArmScores baseline) {
        Scores theirs = baseline.require(criterion.name());
        PairedDifferences paired = PairedDifferences.of(candidate.require(criterion.name()), theirs);
        return new BaselineComparison(
                baseline.run(),
                theirs.rate().mean(),
                paired.mean(),
                paired.interval(),
                paired.wins(),
                paired.losses(),
                paired.pBetter(),
                paired.pWorse(),
                paired.pHarm(criterion.margin()));
    }
}
