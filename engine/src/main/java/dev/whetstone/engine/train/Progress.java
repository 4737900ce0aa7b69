package dev.whetstone.engine.train;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Where a run stands after a step.
 *
 * @param step optimizer steps done
 * @param steps optimizer steps planned
 * @param loss of the step's rows, as the method defines it; supervised, the mean negative log-likelihood of an answer token in nats
 * @param validationLoss the same over the whole validation split, when it was measured at this step
 * @param rewards of the step's rows, where the method prefers answers
 * @param validationRewards the same over the whole validation split, when they were measured at this step
 * @param tokensPerSecond prompt and answer tokens trained on, since this process began
 * @param remaining estimate until the last planned step
 */
public record Progress(
        long step,
        long steps,
        double loss,
        OptionalDouble validationLoss,
        Optional<Rewards> rewards,
        Optional<Rewards> validationRewards,
        double tokensPerSecond,
        Duration remaining) {}
