package dev.whetstone.engine.train;

/**
 * One point of the learning curve, in nats a target token. Step 0 is the base model.
 *
 * @param trainingLoss mean over the steps since the point before; at step 0 that of the first step, which the base is measured by
 */
public record CurvePoint(long step, double trainingLoss, double validationLoss) {}
