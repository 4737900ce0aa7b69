package dev.whetstone.contracts.evaluation;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.TaskName;

import java.util.Optional;
import java.util.UUID;

/**
 * Live output of an alias has become worse than when it was judged (decision rules, section 4).
 *
 * @param adapter what was being served; empty for the base
 * @param expected the failure rate p0 that the alarm was set to
 * @param outputs graded since the alias last moved
 * @param failures of those
 * @param rolledBackTo what is served instead; empty for the base
 */
public record RegressionDetected(
        TaskName task,
        UUID alert,
        Optional<Digest> adapter,
        String criterion,
        double expected,
        int outputs,
        int failures,
        Optional<Digest> rolledBackTo)
        implements EvaluationEvent {

    public RegressionDetected {
        Require.present("task", task);
        Require.present("alert", alert);
        Require.present("adapter", adapter);
        Require.text("criterion", criterion);
        Require.share("expected", expected);
        Require.atLeast("failures", failures, 1);
        Require.atLeast("outputs", outputs, failures);
        Require.present("rolledBackTo", rolledBackTo);
    }
}
