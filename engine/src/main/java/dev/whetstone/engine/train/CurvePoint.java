package dev.whetstone.engine.train;

/**
 * One point of the learning curve. Step 0 is the base model.
 *
 * @param trainingLoss mean over the steps since the point before; at step 0 the validation loss
 */
public record CurvePoint(long step, double trainingLoss, double validationLoss) {}
