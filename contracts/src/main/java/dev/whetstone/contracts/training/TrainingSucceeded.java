package dev.whetstone.contracts.training;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.TaskName;

import java.util.UUID;

/**
 * A job has its candidate: the adapter of the run with the lowest validation loss.
 *
 * @param adapter a PEFT directory
 * @param base that the tuning decision is about, as the gateway that was evaluated names it
 * @param validationLoss mean over completion tokens at {@code bestStep}, nats
 * @param receipt curve, settings and data digests of every run, JSON
 */
public record TrainingSucceeded(
        TaskName task,
        UUID job,
        UUID run,
        Digest dataset,
        Digest base,
        ArtifactRef adapter,
        double validationLoss,
        long bestStep,
        ArtifactRef receipt)
        implements TrainingEvent {

    public TrainingSucceeded {
        Require.present("task", task);
        Require.present("job", job);
        Require.present("run", run);
        Require.present("dataset", dataset);
        Require.present("base", base);
        Require.present("adapter", adapter);
        Require.finite("validationLoss", validationLoss);
        Require.atLeast("bestStep", bestStep, 0);
        Require.present("receipt", receipt);
    }
}
