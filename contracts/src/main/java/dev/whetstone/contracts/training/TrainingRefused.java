package dev.whetstone.contracts.training;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.TaskName;

import java.util.UUID;

/** A job was asked for without evidence. {@code missing} names it. */
public record TrainingRefused(TaskName task, UUID job, Digest dataset, String missing) implements TrainingEvent {

    public TrainingRefused {
        Require.present("task", task);
        Require.present("job", job);
        Require.present("dataset", dataset);
        Require.text("missing", missing);
    }
}
