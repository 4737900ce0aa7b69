package dev.whetstone.evaluation.decide;

import dev.whetstone.contracts.evaluation.TuningDecision;
import dev.whetstone.evaluation.suite.Arm;
import dev.whetstone.evaluation.suite.Criterion;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * May this task be tuned? Only when every variant of every baseline arm is shown to miss the target on one required criterion, and no
 * wording suffices. Not to tune is a result, not a failure.
 */
public final class Gate {

    private Gate() {}

    /**
     * @param criteria of the eval; those not required are reported only
     * @param baselines complete runs of every baseline arm and variant on the test split; prompt + schema where output can be held
     * @throws IllegalArgumentException when a baseline arm or a required criterion is missing: then there is nothing to decide on
     */
    public static GateDecision decide(List<Criterion> criteria, List<ArmScores> baselines) {
        requireArms(baselines);
        List<CriterionEvidence> evidence = evidence(criteria, baselines);
        List<CriterionEvidence> required =
                evidence.stream().filter(CriterionEvidence::required).toList();
        Optional<ArmScores> prompt = sufficient(Arm.PROMPT_ONLY, required, baselines);
        if (prompt.isPresent()) {
            return decided(TuningDecision.PROMPT_SUFFICES, GateReason.suffices(prompt.get(), required), evidence);
        }
        Optional<ArmScores> schema = sufficient(Arm.PROMPT_SCHEMA, required, baselines);
        if (schema.isPresent()) {
            return decided(TuningDecision.SCHEMA_SUFFICES, GateReason.suffices(schema.get(), required), evidence);
        }
        Optional<ArmScores> fewShot = sufficient(Arm.FEW_SHOT, required, baselines);
        if (fewShot.isPresent()) {
            return decided(TuningDecision.FEW_SHOT_SUFFICES, GateReason.suffices(fewShot.get(), required), evidence);
        }
        List<CriterionEvidence> justified =
                required.stream().filter(CriterionEvidence::justifies).toList();
        if (!justified.isEmpty()) {
            return decided(TuningDecision.JUSTIFIED, GateReason.justified(justified, baselines), evidence);
        }
        OptionalInt items = ItemsToDecide.of(required, baselines);
        return new GateDecision(
                TuningDecision.INCONCLUSIVE, List.of(), GateReason.inconclusive(required, items), evidence, items);
    }

    private static GateDecision decided(TuningDecision outcome, String reason, List<CriterionEvidence> evidence) {
        List<String> justified = outcome == TuningDecision.JUSTIFIED
                ? evidence.stream()
                        .filter(CriterionEvidence::justifies)
                        .map(CriterionEvidence::criterion)
                        .toList()
                : List.of();
        return new GateDecision(outcome, justified, reason, evidence, OptionalInt.empty());
    }

    private static void requireArms(List<ArmScores> baselines) {
        for (Arm arm : List.of(Arm.PROMPT_ONLY, Arm.FEW_SHOT)) {
            if (baselines.stream().noneMatch(run -> run.run().arm() == arm)) {
                throw new IllegalArgumentException("baselines: expected runs of " + arm.label() + ", but got none");
            }
        }
        baselines.stream()
                .filter(run -> !run.run().arm().baseline())
                .findFirst()
                .ifPresent(run -> {
                    throw new IllegalArgumentException("baselines: expected runs of the base, but got " + run.run());
                });
    }

    /** A run that is shown to meet every required target, at a level shared by the arm's variants. */
    private static Optional<ArmScores> sufficient(
            Arm arm, List<CriterionEvidence> required, List<ArmScores> baselines) {
        List<ArmScores> variants =
                baselines.stream().filter(run -> run.run().arm() == arm).toList();
        double level = Rate.ALPHA / variants.size();
        return variants.stream()
                .filter(run -> required.stream()
                        .allMatch(criterion ->
                                run.require(criterion.criterion()).rate().pAbove(criterion.target()) <= level))
                .findFirst();
    }

    private static List<CriterionEvidence> evidence(List<Criterion> criteria, List<ArmScores> baselines) {
        List<Criterion> measured = criteria.stream()
                .filter(criterion -> criterion.required()
                        || baselines.stream()
                                .allMatch(run -> run.find(criterion.name()).isPresent()))
                .toList();
        List<Double> pRequired = measured.stream()
                .filter(Criterion::required)
                .map(criterion -> pEveryRunBelow(criterion, baselines))
                .toList();
        List<Double> adjusted = Holm.adjusted(pRequired);
        List<CriterionEvidence> evidence = new ArrayList<>();
        int next = 0;
        for (Criterion criterion : measured) {
            double pAdjusted = criterion.required() ? adjusted.get(next++) : 1;
            evidence.add(evidence(criterion, pAdjusted, baselines));
        }
        return evidence;
    }

    private static CriterionEvidence evidence(Criterion criterion, double pAdjusted, List<ArmScores> baselines) {
        return new CriterionEvidence(
                criterion.name(),
                criterion.required(),
                criterion.target(),
                pEveryRunBelow(criterion, baselines),
                pAdjusted,
                pAdjusted <= Rate.ALPHA,
                baselines.stream()
                        .map(run -> RunEvidence.of(
                                run.run(), run.require(criterion.name()).rate(), criterion.target()))
                        .toList());
    }

    /** Intersection–union: the claim "all are below" is as weak as its weakest part, and needs no correction. */
    private static double pEveryRunBelow(Criterion criterion, List<ArmScores> baselines) {
        return baselines.stream()
                .mapToDouble(run -> run.require(criterion.name()).rate().pBelow(criterion.target()))
                .max()
                .orElse(1);
    }
}
