package dev.whetstone.contracts.evaluation;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.TaskName;

import java.util.List;
import java.util.UUID;

/**
 * May this task be tuned on this dataset version? The evidence that every training run must cite.
 *
 * @param justified criteria on which every variant of every baseline arm fails; empty unless {@code JUSTIFIED}
 * @param reason one sentence for a person
 */
public record TuningDecided(
        TaskName task,
        UUID decision,
        Digest dataset,
        Digest eval,
        Digest base,
        TuningDecision outcome,
        List<String> justified,
        String reason,
        ArtifactRef report)
        implements EvaluationEvent {

    public TuningDecided {
        Require.present("task", task);
        Require.present("decision", decision);
        Require.present("dataset", dataset);
        Require.present("eval", eval);
        Require.present("base", base);
        Require.present("outcome", outcome);
        justified = Require.copy("justified", justified);
        if (justified.isEmpty() == (outcome == TuningDecision.JUSTIFIED)) {
            throw new IllegalArgumentException(
                    "justified: a JUSTIFIED decision names criteria and no other does, but got " + justified + " for "
                            + outcome);
        }
        Require.text("reason", reason);
        Require.present("report", report);
    }
}
