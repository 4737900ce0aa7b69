package dev.whetstone.evaluation.decide;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.whetstone.evaluation.suite.ArmVariant;

/**
 * One run's rate on a criterion beside the target.
 *
 * @param interval one-sided 95 % bounds at either end
 * @param pBelow against "the true rate is at least the target"
 * @param pAbove against "the true rate is at most the target"
 */
@JsonNaming(SnakeCaseStrategy.class)
public record RunEvidence(
        ArmVariant run,
        int items,
        int repeats,
        long passes,
        double passRate,
        Interval interval,
        double pBelow,
        double pAbove) {

    static RunEvidence of(ArmVariant run, Rate rate, double target) {
        return new RunEvidence(
                run,
                rate.items(),
                rate.repeats(),
                rate.passes(),
                rate.mean(),
                rate.interval(),
                rate.pBelow(target),
                rate.pAbove(target));
    }
}
