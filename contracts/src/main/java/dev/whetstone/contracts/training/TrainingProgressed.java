package dev.whetstone.contracts.training;

import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.TaskName;

import java.time.Duration;
import java.util.OptionalDouble;
import java.util.UUID;

/**
 * A point of the learning curve.
 *
 * @param loss mean over completion tokens since the last point, nats
 * @param validationLoss only at steps that measured it
 * @param tokensPerSecond tokens through the model, prompt tokens included
 * @param remaining at this speed
 */
public record TrainingProgressed(
        TaskName task,
        UUID job,
        UUID run,
        int attempt,
        long fencingToken,
        long step,
        long steps,
        double loss,
        OptionalDouble validationLoss,
        double tokensPerSecond,
        Duration remaining)
        implements TrainingProgressEvent {

    public TrainingProgressed {
        Require.present("task", task);
        Require.present("job", job);
        Require.present("run", run);
        Require.atLeast("attempt", attempt, 1);
        Require.atLeast("step", step, 0);
        Require.atLeast("steps", steps, step);
        Require.finite("loss", loss);
        Require.present("validationLoss", validationLoss);
        Require.finite("tokensPerSecond", tokensPerSecond);
        Require.present("remaining", remaining);
    }
}
