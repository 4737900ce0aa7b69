package dev.whetstone.engine.train;

/** What a learning curve says about a run. */
final class Health {

    static final String HEALTHY = "healthy";
    static final String UNDERFITTING = "underfitting";
    static final String NO_OP = "no-op";

    private static final double NOTHING = 1e-6;
    private static final double RISEN = 1.02;
    private static final double HARDLY_FALLEN = 0.98;
    private static final double STILL_FALLING = 0.9;

    private Health() {}

    /**
     * No-op: the loss did not move. Overfitting: it rose again by 2 % or more after its lowest point. Underfitting: it hardly fell,
     * or was still falling by a tenth from one evaluation to the next when the run ended.
     */
    static String of(RunState state) {
        CurvePoint best = state.best().orElseThrow();
        double base = state.baseLoss();
        if (state.curve().stream().allMatch(point -> Math.abs(point.validationLoss() - base) <= NOTHING * base)) {
            return NO_OP;
        }
        if (state.last().validationLoss() > RISEN * best.validationLoss()) {
            return "overfitting from step " + best.step();
        }
        boolean stillFalling = best.step() == state.last().step()
                && best.validationLoss()
                        < STILL_FALLING
                                * state.curve().get(state.curve().size() - 2).validationLoss();
        return best.validationLoss() > HARDLY_FALLEN * base || stillFalling ? UNDERFITTING : HEALTHY;
    }
}
