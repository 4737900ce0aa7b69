package dev.whetstone.evaluation.decide;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.whetstone.contracts.Require;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What the verdict saw of one criterion. Of a criterion that is only reported, all flags but {@code floorHolds} are false.
 *
 * @param justified whether it was a reason for tuning
 * @param candidate the candidate's own rate beside the target
 * @param better shown better than every baseline, after Holm over the justified criteria
 * @param harmless shown not to be worse by the margin than the best baseline
 * @param worse shown worse than some baseline, after Bonferroni over baselines and Holm over the required criteria
 * @param floorHolds the candidate's rate is not below the floor; true without one
 * @param baselines against each of them
 */
@JsonNaming(SnakeCaseStrategy.class)
public record CriterionJudgement(
        String criterion,
        boolean required,
        boolean justified,
        double target,
        double margin,
        OptionalDouble floor,
        RunEvidence candidate,
        double pBetter,
        double pHarm,
        double pWorse,
        boolean better,
        boolean harmless,
        boolean worse,
        boolean floorHolds,
        List<BaselineComparison> baselines) {

    public CriterionJudgement {
        Require.text("criterion", criterion);
        baselines = Require.copy("baselines", baselines);
    }

    /** The baseline that did best; of several, the one that the candidate may have lost most to. */
    public BaselineComparison best() {
        return best(baselines);
    }

    static BaselineComparison best(List<BaselineComparison> baselines) {
        return baselines.stream()
                .max(Comparator.comparingDouble(BaselineComparison::passRate)
                        .thenComparingDouble(BaselineComparison::pHarm))
                .orElseThrow();
    }
}
