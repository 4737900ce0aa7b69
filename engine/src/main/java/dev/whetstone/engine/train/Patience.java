package dev.whetstone.engine.train;

import java.util.List;

/**
 * When a run that stopped improving ends (early stopping; Prechelt 1998).
 *
 * @param evaluations in a row without improvement that end it; 0 never does
 * @param minimumChange nats by which the validation loss must be below the last improvement to be one itself
 */
record Patience(int evaluations, double minimumChange) {

    boolean isOut(List<CurvePoint> curve) {
        return evaluations > 0 && sinceImprovement(curve) >= evaluations;
    }

    /** The first evaluation of a trained model counts as improvement; the base does not. */
    private int sinceImprovement(List<CurvePoint> curve) {
        double reference = Double.POSITIVE_INFINITY;
        int since = 0;
        for (CurvePoint point : curve.subList(1, curve.size())) {
            if (point.validationLoss() < reference - minimumChange) {
                reference = point.validationLoss();
                since = 0;
            } else {
                since++;
            }
        }
        return since;
    }
}
