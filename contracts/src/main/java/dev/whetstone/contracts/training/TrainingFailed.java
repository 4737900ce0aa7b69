package dev.whetstone.contracts.training;

import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.TaskName;

import java.util.UUID;

/** A job ended without an adapter; the message says what to do. */
public record TrainingFailed(TaskName task, UUID job, FailureReason reason, String message) implements TrainingEvent {

    public TrainingFailed {
        Require.present("task", task);
        Require.present("job", job);
        Require.present("reason", reason);
        Require.text("message", message);
    }
}
