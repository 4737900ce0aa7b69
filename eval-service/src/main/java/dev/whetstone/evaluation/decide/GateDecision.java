package dev.whetstone.evaluation.decide;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.evaluation.TuningDecision;

import java.util.List;
import java.util.OptionalInt;

/**
 * May the task be tuned, and why.
 *
 * @param justified names of the criteria that justify tuning; empty unless {@code JUSTIFIED}
 * @param reason one sentence for a person
 * @param evidence every criterion that was measured, required or not
 * @param itemsToDecide when inconclusive: items that would decide if the rates stay as they are; empty when no suite of a reasonable size would
 */
@JsonNaming(SnakeCaseStrategy.class)
public record GateDecision(
        TuningDecision outcome,
        List<String> justified,
        String reason,
        List<CriterionEvidence> evidence,
        OptionalInt itemsToDecide) {

    public GateDecision {
        Require.present("outcome", outcome);
        justified = Require.copy("justified", justified);
        Require.text("reason", reason);
        evidence = Require.copy("evidence", evidence);
        Require.present("itemsToDecide", itemsToDecide);
    }

    /** With one more sentence in its reason. */
    public GateDecision noting(String sentence) {
        return new GateDecision(outcome, justified, reason + " " + sentence, evidence, itemsToDecide);
    }
}
