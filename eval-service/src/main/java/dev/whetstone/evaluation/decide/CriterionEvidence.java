package dev.whetstone.evaluation.decide;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.whetstone.contracts.Require;

import java.util.Comparator;
import java.util.List;

/**
 * What the gate saw of one criterion.
 *
 * @param pEveryRunBelow largest p-value of the runs: all of them are below the target (intersection–union)
 * @param pAdjusted the same after Holm over the required criteria; 1 for a criterion that is only reported
 * @param justifies whether it is one of the reasons for tuning
 */
@JsonNaming(SnakeCaseStrategy.class)
public record CriterionEvidence(
        String criterion,
        boolean required,
        double target,
        double pEveryRunBelow,
        double pAdjusted,
        boolean justifies,
        List<RunEvidence> runs) {

    public CriterionEvidence {
        Require.text("criterion", criterion);
        runs = Require.copy("runs", runs);
    }

    /** The baseline that does best. */
    public RunEvidence best() {
        return runs.stream()
                .max(Comparator.comparingDouble(RunEvidence::passRate))
                .orElseThrow(() -> new IllegalStateException("runs: none for '" + criterion + "'"));
    }
}
