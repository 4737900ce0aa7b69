package dev.whetstone.evaluation.suite;

import dev.whetstone.contracts.Require;

import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * What an output must do, and how often.
 *
 * @param required counts in the gate and the verdict; otherwise it is reported only
 * @param target share of outputs that should pass, in (0, 1)
 * @param margin a loss of this much or more is harm, in (0, 1)
 * @param floor a candidate below this share is rejected whatever else it does
 * @param reason why this target; fixed before an adapter is judged
 */
public record Criterion(
        String name,
        GraderKind grader,
        boolean required,
        double target,
        double margin,
        OptionalDouble floor,
        String reason) {

    public static final double DEFAULT_MARGIN = 0.10;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    public Criterion {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name: expected lower-case letters, digits and underscores, but got '" + name + "'");
        }
        Require.present("grader", grader);
        inside("target", target, "0 and 1 themselves can be neither missed nor met for certain");
        inside("margin", margin, "a loss of this size is harm");
        if (Require.present("floor", floor).isPresent()) {
            Require.share("floor", floor.getAsDouble());
        }
        Require.present("reason", reason);
    }

    private static void inside(String field, double value, String why) {
        if (!(value > 0 && value < 1)) {
            throw new IllegalArgumentException(
                    field + ": expected a share strictly between 0 and 1 (" + why + "), but got " + value);
        }
    }
}
