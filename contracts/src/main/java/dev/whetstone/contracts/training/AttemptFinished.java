package dev.whetstone.contracts.training;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.TaskName;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

/**
 * A worker's last word on its attempt.
 *
 * @param adapter a PEFT directory; present exactly when it succeeded
 * @param validationLoss of the adapter, mean over completion tokens, nats; present exactly when it succeeded
 * @param bestStep after which that loss was measured
 * @param receipt settings, curve and digests, JSON; present exactly when it succeeded
 * @param message for a person: what the run showed, a line for each finding, or why it failed and what to do
 */
public record AttemptFinished(
        TaskName task,
        UUID job,
        UUID run,
        int attempt,
        long fencingToken,
        AttemptOutcome outcome,
        Optional<ArtifactRef> adapter,
        OptionalDouble validationLoss,
        long bestStep,
        Optional<ArtifactRef> receipt,
        String message)
        implements TrainingProgressEvent {

    public AttemptFinished {
        Require.present("task", task);
        Require.present("job", job);
        Require.present("run", run);
        Require.atLeast("attempt", attempt, 1);
        Require.present("outcome", outcome);
        Require.present("adapter", adapter);
        Require.present("validationLoss", validationLoss);
        Require.atLeast("bestStep", bestStep, 0);
        Require.present("receipt", receipt);
        Require.text("message", message);
        boolean succeeded = outcome == AttemptOutcome.SUCCEEDED;
        if (adapter.isPresent() != succeeded
                || validationLoss.isPresent() != succeeded
                || receipt.isPresent() != succeeded) {
            throw new IllegalArgumentException(
                    "adapter, validationLoss, receipt: expected exactly when the attempt succeeded, but got outcome "
                            + outcome + " with " + adapter + ", " + validationLoss + ", " + receipt);
        }
    }
}
