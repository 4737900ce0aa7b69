package dev.whetstone.contracts.evaluation;

import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.TaskName;

import java.util.UUID;

/** An alert is over: another adapter was promoted, or a person closed it. */
public record RegressionCleared(TaskName task, UUID alert, String reason) implements EvaluationEvent {

    public RegressionCleared {
        Require.present("task", task);
        Require.present("alert", alert);
        Require.text("reason", reason);
    }
}
