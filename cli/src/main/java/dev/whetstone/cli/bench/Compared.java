package dev.whetstone.cli.bench;

import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * A field of {@link Figures} that is compared between sides.
 *
 * @param better which of a rival's settings counts
 */
record Compared(String field, Better better) {

    enum Better {
        LARGER,
        SMALLER
    }

    static Compared rate(String field) {
        return new Compared(field, Better.LARGER);
    }

    static Compared loss(String field) {
        return new Compared(field, Better.SMALLER);
    }

    /** Of values above zero. */
    OptionalDouble best(DoubleStream values) {
        return switch (better) {
            case LARGER -> values.filter(value -> value > 0).max();
            case SMALLER -> values.filter(value -> value > 0).min();
        };
    }
}
