package dev.whetstone.evaluation.decide;

import dev.whetstone.evaluation.suite.Arm;

import java.util.List;
import java.util.OptionalInt;

/** The gate's decision in one sentence. */
final class GateReason {

    private GateReason() {}

    static String suffices(ArmScores run, List<CriterionEvidence> required) {
        List<String> met = required.stream()
                .map(criterion -> criterion.criterion() + " "
                        + Wording.percent(
                                run.require(criterion.criterion()).rate().mean()) + " (target "
                        + Wording.percent(criterion.target()) + ")")
                .toList();
        return run.run() + " meets every required target, so there is no reason to tune: " + Wording.and(met) + ".";
    }

    static String justified(List<CriterionEvidence> justified, List<ArmScores> baselines) {
        List<String> missed = justified.stream()
                .map(criterion -> criterion.criterion() + " (best baseline "
                        + Wording.percent(criterion.best().passRate()) + ", target "
                        + Wording.percent(criterion.target()) + ", " + Wording.p(criterion.pAdjusted()) + ")")
                .toList();
        boolean held = baselines.stream().anyMatch(run -> run.run().arm() == Arm.PROMPT_SCHEMA);
        String tried = held ? "as it is, held to the schema and with shots" : "with and without shots";
        return "Every wording, " + tried + ", stays below the target on " + Wording.and(missed) + ".";
    }

    static String inconclusive(List<CriterionEvidence> required, OptionalInt items) {
        int seen = required.getFirst().best().items();
        String more = items.isPresent()
                ? "about " + items.getAsInt() + " would decide if the rates stay as they are."
                : "no suite of a reasonable size would decide at the rates seen.";
        return seen + " items show neither that a baseline suffices nor that all of them miss a target; " + more;
    }
}
