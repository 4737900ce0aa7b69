package dev.whetstone.contracts.training;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.TaskName;

import java.util.UUID;

/**
 * A job was accepted: there is evidence that the task should be tuned on this dataset version.
 *
 * @param decision the {@code TuningDecided} that justifies it
 * @param runs how many seeds or recipes compete
 */
public record TrainingQueued(TaskName task, UUID job, Digest dataset, UUID decision, TrainingTrigger trigger, int runs)
        implements TrainingEvent {

    public TrainingQueued {
        Require.present("task", task);
        Require.present("job", job);
        Require.present("dataset", dataset);
        Require.present("decision", decision);
        Require.present("trigger", trigger);
        Require.atLeast("runs", runs, 1);
    }
}
