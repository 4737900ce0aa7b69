package dev.whetstone.engine;

import java.util.Optional;

/**
 * How to load a model.
 *
 * @param precision empty: bfloat16 where the device computes in it, float32 elsewhere
 * @param threads processor threads of one operation, 0 for all; the first model loaded in a process decides
 */
public record LoadOptions(Optional<Precision> precision, int threads) {

    public LoadOptions {
        if (threads < 0) {
            throw new IllegalArgumentException("threads is " + threads + ": give 0 for all or a positive number");
        }
    }

    public static LoadOptions defaults() {
        return new LoadOptions(Optional.empty(), 0);
    }

    public static LoadOptions of(Precision precision) {
        return new LoadOptions(Optional.of(precision), 0);
    }
}
