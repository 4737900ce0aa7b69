package dev.whetstone.evaluation.decide;

import java.util.function.DoublePredicate;

/** The place where a monotone condition changes, to double precision. */
final class Bisection {

    private static final int STEPS = 60;

    private Bisection() {}

    /** The smallest argument in [from, to] that holds, given that it holds from some point on; {@code to} when none before it does. */
    static double first(double from, double to, DoublePredicate holds) {
        double below = from;
        double above = to;
        for (int step = 0; step < STEPS; step++) {
            double middle = (below + above) / 2;
            if (holds.test(middle)) {
                above = middle;
            } else {
                below = middle;
            }
        }
        return above;
    }
}
