package dev.whetstone.engine.train;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The rules behind {@link Verdict}, in the order in which they are asked. Losses are nats a target token. Why each number is what it
 * is, docs/training-verdicts.md says.
 */
final class CurveRules {

    /** A token is e times less likely than it was to the base. */
    private static final double FAR_ABOVE = 1;

    /** Float32 sums in another order differ by less. */
    private static final double SAME = 1e-6;

    /** Nobody ends there by learning. */
    private static final double GUESSES = 1e-4;

    /** Smaller moves of a mean over some ten rows say nothing. */
    private static final double NOTICEABLE = 0.02;

    /** Below it, shares of a loss that is all but zero would count. */
    private static final double LEAST_NATS = 0.01;

    /** From one evaluation to the next, at the end. */
    private static final double STILL_FALLING = 0.1;

    private final List<CurvePoint> curve;
    private final CurvePoint base;
    private final CurvePoint last;
    private final OptionalDouble guessing;

    CurveRules(List<CurvePoint> curve, OptionalDouble guessing) {
        if (curve.size() < 2) {
            throw new IllegalArgumentException(
                    "the curve has " + curve.size() + " points: a verdict needs the base and at least one evaluation");
        }
        this.curve = curve;
        this.guessing = guessing;
        this.base = curve.getFirst();
        this.last = curve.getLast();
    }

    /** Whether a loss is that of a model whose weights are dead: the logarithm of the number of tokens. */
    static boolean guesses(double loss, OptionalDouble guessing) {
        return guessing.isPresent() && Math.abs(loss - guessing.getAsDouble()) <= GUESSES * guessing.getAsDouble();
    }

    Verdict verdict() {
        for (CurvePoint point : curve) {
            if (!Double.isFinite(point.trainingLoss()) || !Double.isFinite(point.validationLoss())) {
                return new Verdict.Diverged(text(
                        "the training loss is %s and the validation loss %s at step %d",
                        point.trainingLoss(), point.validationLoss(), point.step()));
            }
        }
        if (last.trainingLoss() >= base.trainingLoss() + FAR_ABOVE
                && last.validationLoss() >= base.validationLoss() + FAR_ABOVE) {
            return new Verdict.Diverged(
                    "both losses ended far above the base's: " + training(base) + ", " + validation(base, last));
        }
        if (curve.stream().allMatch(point -> near(point.validationLoss(), base.validationLoss()))) {
            return new Verdict.NoOp(text(
                    "the validation loss stayed at %.4f over %d steps: nothing was learned",
                    base.validationLoss(), last.step()));
        }
        if (guesses(last.validationLoss(), guessing) && last.trainingLoss() > (1 - GUESSES) * guessing.getAsDouble()) {
            return new Verdict.Diverged(text(
                    "the validation loss ended at %.4f, that of a model that holds all tokens for equally likely, and the"
                            + " training loss at %.4f",
                    last.validationLoss(), last.trainingLoss()));
        }
        return moved();
    }

    private Verdict moved() {
        CurvePoint lowest = lowest(curve);
        if (last.validationLoss() > above(lowest.validationLoss())
                && last.trainingLoss() <= above(lowest.trainingLoss())) {
            return new Verdict.Overfitting(
                    lowest.step(),
                    validation(lowest, last)
                            + text(
                                    " while the training loss went from %.4f to %.4f",
                                    lowest.trainingLoss(), last.trainingLoss()));
        }
        CurvePoint best = lowest(curve.subList(1, curve.size()));
        double fallen = 1 - best.validationLoss() / base.validationLoss();
        if (fallen < NOTICEABLE) {
            return new Verdict.Underfitting(validation(base, best)
                    + text(": %.1f %% lower, and %.0f %% is the least that counts", 100 * fallen, 100 * NOTICEABLE));
        }
        double fall = curve.get(curve.size() - 2).validationLoss() - last.validationLoss();
        if (best == last && fall >= Math.max(LEAST_NATS, STILL_FALLING * (last.validationLoss() + fall))) {
            return new Verdict.Underfitting(
                    validation(curve.get(curve.size() - 2), last) + ": it was still falling when the run ended");
        }
        return new Verdict.Healthy(validation(base, best)
                + text(", %.0f %% lower, and ended at %.4f", 100 * fallen, last.validationLoss()));
    }

    /** The earliest of equal ones. */
    private static CurvePoint lowest(List<CurvePoint> points) {
        return points.stream()
                .min(Comparator.comparingDouble(CurvePoint::validationLoss))
                .orElseThrow();
    }

    /** What is noticeably more than a loss. */
    private static double above(double loss) {
        return loss + Math.max(LEAST_NATS, NOTICEABLE * loss);
    }

    private static boolean near(double loss, double other) {
        return Math.abs(loss - other) <= SAME * other;
    }

    private String training(CurvePoint from) {
        return text("training loss from %.4f to %.4f", from.trainingLoss(), last.trainingLoss());
    }

    private static String validation(CurvePoint from, CurvePoint to) {
        return text(
                "the validation loss went from %.4f at step %d to %.4f at step %d",
                from.validationLoss(), from.step(), to.validationLoss(), to.step());
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
