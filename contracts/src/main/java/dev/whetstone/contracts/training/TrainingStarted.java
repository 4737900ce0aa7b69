package dev.whetstone.contracts.training;

import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.TaskName;

import java.util.UUID;

/**
 * An attempt at one run of a job began.
 *
 * @param attempt counts from 1; above 1 it goes on from the last checkpoint
 */
public record TrainingStarted(TaskName task, UUID job, UUID run, int attempt, long seed) implements TrainingEvent {

    public TrainingStarted {
        Require.present("task", task);
        Require.present("job", job);
        Require.present("run", run);
        Require.atLeast("attempt", attempt, 1);
    }
}
