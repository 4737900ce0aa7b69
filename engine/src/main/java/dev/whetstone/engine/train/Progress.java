package dev.whetstone.engine.train;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * Where a run stands after a step.
 *
 * @param step optimizer steps done
 * @param steps optimizer steps planned
 * @param loss mean negative log-likelihood of the step's answer tokens, in nats
 * @param validationLoss the same over the whole validation split, when it was measured at this step
 * @param tokensPerSecond prompt and answer tokens trained on, since this process began
 * @param remaining estimate until the last planned step
 */
public record Progress(
        long step,
        long steps,
        double loss,
        OptionalDouble validationLoss,
        double tokensPerSecond,
        Duration remaining) {}
