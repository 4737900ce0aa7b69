package dev.whetstone.engine;

import java.util.Optional;

/**
 * How to load a model.
 *
 * @param precision empty: bfloat16 where the device computes in it, float32 elsewhere
 * @param threads processor threads of one operation, 0 for all; the first model loaded in a process decides
 * @param use what for
 * @param weights how matrices are kept
 */
public record LoadOptions(Optional<Precision> precision, int threads, Use use, WeightFormat weights) {

    /** What a model is loaded for. */
    public enum Use {
        /** Train beside it, score and generate with it. */
        TRAINING,
        /** Score and generate only: its matrices are kept in the order that is fastest to multiply by. */
        SERVING
    }

    public static LoadOptions training(Optional<Precision> precision, int threads) {
        return new LoadOptions(precision, threads, Use.TRAINING, WeightFormat.COMPUTED);
    }

    public static LoadOptions serving(Optional<Precision> precision, int threads) {
        return new LoadOptions(precision, threads, Use.SERVING, WeightFormat.COMPUTED);
    }

    /** The same with matrices kept in another format. */
    public LoadOptions with(WeightFormat format) {
        return new LoadOptions(precision, threads, use, format);
    }

    /** Threads of one operation on this machine. */
    public int processors() {
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }

    public LoadOptions {
        if (threads < 0) {
            throw new IllegalArgumentException("threads is " + threads + ": give 0 for all or a positive number");
        }
        if (weights == WeightFormat.INT8 && use == Use.TRAINING) {
            throw new IllegalArgumentException(
                    "int8 weights are for serving: an adapter is trained beside the weights as they are");
        }
    }

    public static LoadOptions defaults() {
        return training(Optional.empty(), 0);
    }

    public static LoadOptions of(Precision precision) {
        return training(Optional.of(precision), 0);
    }
}
