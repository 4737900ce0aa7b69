package dev.whetstone.contracts;

import java.util.Collection;
import java.util.List;

/** Checks of the events' compact constructors: the message names the field and the value received. */
public final class Require {

    private Require() {}

    public static <T> T present(String field, T value) {
        if (value == null) {
            throw new IllegalArgumentException(field + ": missing");
        }
        return value;
    }

    public static String text(String field, String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(field + ": expected text, but got '" + value + "'");
        }
        return value;
    }

    public static long atLeast(String field, long value, long minimum) {
        if (value < minimum) {
            throw new IllegalArgumentException(field + ": expected at least " + minimum + ", but got " + value);
        }
        return value;
    }

    /** A number in [0, 1]. */
    public static double share(String field, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(field + ": expected a share in [0, 1], but got " + value);
        }
        return value;
    }

    public static double finite(String field, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(field + ": expected a finite number, but got " + value);
        }
        return value;
    }

    public static <T> List<T> copy(String field, Collection<T> values) {
        return List.copyOf(present(field, values));
    }
}
