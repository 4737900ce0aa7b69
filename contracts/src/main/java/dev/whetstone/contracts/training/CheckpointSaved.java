package dev.whetstone.contracts.training;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.TaskName;

import java.util.UUID;

/** Where another attempt can go on from: adapter, optimizer, random state and data cursor after {@code step}. */
public record CheckpointSaved(
        TaskName task, UUID job, UUID run, int attempt, long fencingToken, long step, ArtifactRef checkpoint)
        implements TrainingProgressEvent {

    public CheckpointSaved {
        Require.present("task", task);
        Require.present("job", job);
        Require.present("run", run);
        Require.atLeast("attempt", attempt, 1);
        Require.atLeast("step", step, 0);
        Require.present("checkpoint", checkpoint);
    }
}
