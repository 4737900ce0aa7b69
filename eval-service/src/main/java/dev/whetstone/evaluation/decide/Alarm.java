package dev.whetstone.evaluation.decide;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.whetstone.contracts.Require;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Has live output begun to fail more often than expected? A Shiryaev–Roberts e-detector (Shin, Ramdas, Rinaldo 2022) with a uniform mixture
 * over several rises: M ← (1 + M)·L for each output, L the likelihood ratio of what it did. It is raised when the mean of the M reaches
 * {@value #LIMIT}; then the mean number of outputs to a false alarm is at least that, whatever the true rate up to the expected one.
 * An immutable value: keep it, feed it, store what {@link #on} returns.
 *
 * @param expected failure rate p0 that is no news, in (0, 1)
 * @param evidence M for each rise
 * @param outputs seen since the start
 * @param failures of those
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Alarm(double expected, List<Double> evidence, long outputs, long failures) {

    public static final double LIMIT = 10_000;

    private static final double[] RISES = {0.05, 0.1, 0.2, 0.4};
    private static final double HIGHEST = 0.99;
    private static final double FULL = 1e200; // beyond it nothing changes any more, and the product must not overflow

    public Alarm {
        if (!(expected > 0 && expected < 1)) {
            throw new IllegalArgumentException(
                    "expected: expected a failure rate strictly between 0 and 1, but got " + expected);
        }
        evidence = Require.copy("evidence", evidence);
        if (evidence.size() != RISES.length || evidence.stream().anyMatch(m -> !(m >= 0))) {
            throw new IllegalArgumentException(
                    "evidence: expected " + RISES.length + " numbers of at least 0, but got " + evidence);
        }
        Require.atLeast("failures", failures, 0);
        Require.atLeast("outputs", outputs, failures);
    }

    /** Nothing seen yet. A model that may fail nearly always (99 % and more) leaves nothing to notice: such an alarm is never raised. */
    public static Alarm start(double expected) {
        double capped = Math.min(Math.max(expected, 1e-6), 1 - 1e-6);
        return new Alarm(capped, Collections.nCopies(RISES.length, 0.0), 0, 0);
    }

    /** The failure rate to expect: the task's budget or, if larger, the upper bound of what was measured when the model was judged. */
    public static double expectedFailureRate(double budget, Rate judgedPasses) {
        return Math.max(budget, judgedPasses.ofFailures().upper(Rate.ALPHA));
    }

    /** After one more output. */
    public Alarm on(boolean failed) {
        List<Double> next = new ArrayList<>();
        for (int i = 0; i < RISES.length; i++) {
            double ratio = ratio(Math.min(expected + RISES[i], HIGHEST), failed);
            next.add(expected >= HIGHEST ? 0 : Math.min(FULL, (1 + evidence.get(i)) * ratio));
        }
        return new Alarm(expected, next, outputs + 1, failures + (failed ? 1 : 0));
    }

    private double ratio(double risen, boolean failed) {
        return failed ? risen / expected : (1 - risen) / (1 - expected);
    }

    /** Mean of the M, to be held against {@link #LIMIT}. */
    public double level() {
        return evidence.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    @JsonIgnore
    public boolean isRaised() {
        return level() >= LIMIT;
    }
}
