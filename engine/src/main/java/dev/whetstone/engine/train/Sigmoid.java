package dev.whetstone.engine.train;

/** {@code σ(x) = 1/(1 + e⁻ˣ)} and its logarithm, without overflow. */
final class Sigmoid {

    private Sigmoid() {}

    static double of(double x) {
        return Math.exp(log(x));
    }

    static double log(double x) {
        return Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)));
    }
}
