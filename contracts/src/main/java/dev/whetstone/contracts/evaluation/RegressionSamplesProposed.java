package dev.whetstone.contracts.evaluation;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.TaskName;

import java.util.UUID;

/**
 * Inputs that the served model failed on, for the regression split.
 *
 * @param alert the regression that brought them to light
 * @param samples JSON Lines, sealed to dataset-service
 */
public record RegressionSamplesProposed(TaskName task, UUID alert, ArtifactRef samples, int rows)
        implements EvaluationEvent {

    public RegressionSamplesProposed {
        Require.present("task", task);
        Require.present("alert", alert);
        Require.present("samples", samples);
        Require.atLeast("rows", rows, 1);
    }
}
