package dev.whetstone.engine.train;

import java.util.Locale;

/** How the learning rate moves over a run: a linear climb, then one of three shapes. */
enum Schedule {
    CONSTANT,
    LINEAR,
    COSINE;

    static Schedule require(String name) {
        for (Schedule schedule : values()) {
            if (schedule.name().toLowerCase(Locale.ROOT).equals(name)) {
                return schedule;
            }
        }
        throw new IllegalArgumentException("schedule is " + name + ": it must be constant, linear or cosine");
    }

    /**
     * Factor of the peak rate for the step about to be taken.
     *
     * @param step counted from 0
     */
    double factor(long step, long warmupSteps, long steps) {
        if (step < warmupSteps) {
            return (step + 1.0) / warmupSteps;
        }
        double done = (double) (step - warmupSteps) / Math.max(1, steps - warmupSteps); // in [0, 1)
        return switch (this) {
            case CONSTANT -> 1;
            case LINEAR -> 1 - done;
            case COSINE -> 0.5 * (1 + Math.cos(Math.PI * done));
        };
    }
}
