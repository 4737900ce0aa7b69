package dev.whetstone.cli.report;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.whetstone.contracts.Require;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One run of a training job.
 *
 * @param trigger what asked for the job
 * @param adapter digest; empty when none came of it
 * @param bestStep the step whose weights were kept
 * @param attempts executions that it took
 * @param message a line for each thing that the run showed, or why it failed
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Training(
        String job,
        String trigger,
        String status,
        String dataset,
        long seed,
        long steps,
        OptionalLong bestStep,
        OptionalDouble bestValidationLoss,
        String adapter,
        int attempts,
        String message,
        Map<String, String> recipe,
        List<Point> curve) {

    public Training {
        Require.text("job", job);
        Require.present("bestStep", bestStep);
        Require.present("bestValidationLoss", bestValidationLoss);
        recipe = Collections.unmodifiableMap(new LinkedHashMap<>(Require.present("recipe", recipe)));
        curve = Require.copy("curve", curve);
    }

    /** @param loss mean over completion tokens, nats */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Point(long step, double loss, OptionalDouble validationLoss) {}
}
