package dev.whetstone.engine.generate;

import java.lang.foreign.MemorySegment;

/** A row of logits in an array, and what {@link TokenSampler} makes of it. */
final class LogitRow {

    private static final RowMath MATH = new PlainRowMath();

    private final float[] logits;

    private LogitRow(float[] logits) {
        this.logits = logits;
    }

    static LogitRow of(float... logits) {
        return new LogitRow(logits.clone());
    }

    static LogitRow ofProbabilities(float... probabilities) {
        float[] logits = new float[probabilities.length];
        for (int token = 0; token < logits.length; token++) {
            logits[token] = (float) Math.log(probabilities[token]);
        }
        return new LogitRow(logits);
    }

    MemorySegment memory() {
        return MemorySegment.ofArray(logits);
    }

    TokenWeights weights(double temperature) {
        float largest = MATH.largest(memory(), logits.length);
        return new TokenWeights(MATH).weigh(memory(), logits.length, largest, temperature);
    }
}
