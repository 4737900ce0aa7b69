package dev.whetstone.engine.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Where a run stands, beside its parameters and moments. Order of rows and random streams follow from the seed and the step, so
 * the step is the whole cursor.
 *
 * @param step optimizer steps done
 * @param lossSum training loss summed over the steps since the last evaluation
 * @param stepsSummed how many those are
 * @param highSteps steps in a row whose loss was far above where it began, or that of a model that knows nothing
 * @param curve step 0 is the base model; its training loss is known after the first step
 * @param rewards on the validation split, one for each point of the curve; empty where nothing is preferred
 */
record RunState(
        long step, double lossSum, int stepsSummed, int highSteps, List<CurvePoint> curve, List<RewardPoint> rewards) {

    RunState {
        curve = List.copyOf(curve);
        rewards = List.copyOf(rewards);
    }

    /** @param base the untrained model on the validation split */
    static RunState begin(BatchLoss.Measured base) {
        return new RunState(
                0,
                0,
                0,
                0,
                List.of(new CurvePoint(0, base.loss(), base.loss())),
                RewardPoint.listOf(0, base.rewards()));
    }

    /** @param guessing loss of a model that holds all tokens for equally likely, where the loss tells such a model */
    RunState stepped(double loss, OptionalDouble guessing) {
        List<CurvePoint> measured = step == 0 ? List.of(new CurvePoint(0, loss, baseLoss())) : curve;
        double first = measured.getFirst().trainingLoss();
        boolean dead = CurveRules.guesses(loss, guessing) && !CurveRules.guesses(first, guessing);
        boolean high = dead || loss > tooHigh(first, guessing);
        return new RunState(step + 1, lossSum + loss, stepsSummed + 1, high ? highSteps + 1 : 0, measured, rewards);
    }

    /** Far above where it began, or where a model is that has forgotten everything. */
    private static double tooHigh(double first, OptionalDouble guessing) {
        double far = 2 * first + 1;
        return guessing.isPresent() ? Math.min(far, Math.max(first + 1, 0.98 * guessing.getAsDouble())) : far;
    }

    /** @param validation the model of this step on the validation split */
    RunState evaluated(BatchLoss.Measured validation) {
        List<CurvePoint> longer = new ArrayList<>(curve);
        longer.add(new CurvePoint(step, lossSum / stepsSummed, validation.loss()));
        List<RewardPoint> more = new ArrayList<>(rewards);
        more.addAll(RewardPoint.listOf(step, validation.rewards()));
        return new RunState(step, 0, 0, highSteps, longer, more);
    }

    /** On the validation split, at the last evaluation. */
    Optional<Rewards> lastRewards() {
        return rewards.isEmpty()
                ? Optional.empty()
                : Optional.of(rewards.getLast().rewards());
    }

    /** The trained point with the lowest validation loss, the earliest of equal ones; the base does not count. */
    Optional<CurvePoint> best() {
        return curve.stream().skip(1).reduce((a, b) -> b.validationLoss() < a.validationLoss() ? b : a);
    }

    CurvePoint last() {
        return curve.getLast();
    }

    /** Of the base on the first step's rows. */
    double firstLoss() {
        return curve.getFirst().trainingLoss();
    }

    /** Of the base on the validation split. */
    double baseLoss() {
        return curve.getFirst().validationLoss();
    }
}
