package dev.whetstone.engine.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a run stands, beside its parameters and moments. Order of rows and random streams follow from the seed and the step, so
 * the step is the whole cursor.
 *
 * @param step optimizer steps done
 * @param lossSum training loss summed over the steps since the last evaluation
 * @param stepsSummed how many those are
 * @param highSteps steps in a row whose loss was far above where it began, or that of a model that knows nothing
 * @param curve step 0 is the base model; its training loss is known after the first step
 */
record RunState(long step, double lossSum, int stepsSummed, int highSteps, List<CurvePoint> curve) {

    RunState {
        curve = List.copyOf(curve);
    }

    static RunState begin(double baseLoss) {
        return new RunState(0, 0, 0, 0, List.of(new CurvePoint(0, baseLoss, baseLoss)));
    }

    /** @param guessing loss of a model that holds all tokens for equally likely: the logarithm of their number */
    RunState stepped(double loss, double guessing) {
        List<CurvePoint> measured = step == 0 ? List.of(new CurvePoint(0, loss, baseLoss())) : curve;
        double first = measured.getFirst().trainingLoss();
        boolean dead = CurveRules.guesses(loss, guessing) && !CurveRules.guesses(first, guessing);
        boolean high = dead || loss > tooHigh(first, guessing);
        return new RunState(step + 1, lossSum + loss, stepsSummed + 1, high ? highSteps + 1 : 0, measured);
    }

    /** Far above where it began, or where a model is that has forgotten everything. */
    private static double tooHigh(double first, double guessing) {
        return Math.min(2 * first + 1, Math.max(first + 1, 0.98 * guessing));
    }

    RunState evaluated(double validationLoss) {
        List<CurvePoint> longer = new ArrayList<>(curve);
        longer.add(new CurvePoint(step, lossSum / stepsSummed, validationLoss));
        return new RunState(step, 0, 0, highSteps, longer);
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
