package dev.whetstone.engine.format;

import java.util.Arrays;

/** Arithmetic on shapes that fails instead of wrapping around. */
final class Shapes {

    private Shapes() {}

    /** Product of the dimensions; 1 for a scalar. Throws {@link ArithmeticException} beyond 2^63. */
    static long elements(long[] shape) {
        long product = 1;
        boolean empty = false;
        for (long dimension : shape) {
            if (dimension == 0) {
                empty = true;
            } else {
                product = Math.multiplyExact(product, dimension);
            }
        }
        return empty ? 0 : product;
    }

    static String text(long[] shape) {
        return Arrays.toString(shape);
    }
}
