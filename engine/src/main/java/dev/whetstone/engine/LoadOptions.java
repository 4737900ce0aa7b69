package dev.whetstone.engine;

import java.util.Optional;

/**
 * How to load a model.
 *
 * @param precision empty: bfloat16 where the device computes in it, float32 elsewhere
 * @param threads processor threads of one operation, 0 for all; the first model loaded in a process decides
 * @param use what for
 */
public record LoadOptions(Optional<Precision> precision, int threads, Use use) {

    /** What a model is loaded for. */
    public enum Use {
        /** Train beside it, score and generate with it. */
        TRAINING,
        /** Score and generate only: its matrices are kept in the order that is fastest to multiply by. */
        SERVING
    }

    public static LoadOptions training(Optional<Precision> precision, int threads) {
        return new LoadOptions(precision, threads, Use.TRAINING);
    }

    public static LoadOptions serving(Optional<Precision> precision, int threads) {
        return new LoadOptions(precision, threads, Use.SERVING);
    }

    public LoadOptions {
        if (threads < 0) {
            throw new IllegalArgumentException("threads is " + threads + ": give 0 for all or a positive number");
        }
    }

    public static LoadOptions defaults() {
        return training(Optional.empty(), 0);
    }

    public static LoadOptions of(Precision precision) {
        return training(Optional.of(precision), 0);
    }
}
