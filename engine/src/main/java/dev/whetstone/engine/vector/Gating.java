package dev.whetstone.engine.vector;

import static dev.whetstone.engine.vector.BfloatPairs.FLOATS;
import static dev.whetstone.engine.vector.BfloatPairs.WIDTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@code act(gate)·up} of whole vectors (Shazeer 2020). */
public enum Gating {
    /** {@code x·sigmoid(x)}. */
    SILU {
        @Override
        FloatVector activated(FloatVector x) {
            return x.div(x.neg().lanewise(VectorOperators.EXP).add(1));
        }
    },
    /** {@code x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))/2} (Hendrycks and Gimpel 2016), and {@code (1 + tanh z)/2 = sigmoid(2z)}. */
    GELU_TANH {
        @Override
        FloatVector activated(FloatVector x) {
            FloatVector inner = x.mul(x).mul(CUBE).add(1).mul(x).mul(-2 * ROOT);
            return x.div(inner.lanewise(VectorOperators.EXP).add(1));
        }
    };

    private static final float CUBE = 0.044715f;
    private static final float ROOT = (float) Math.sqrt(2 / Math.PI);

    abstract FloatVector activated(FloatVector x);

    /**
     * @param both gate and up one after another, from an index on
     * @param width of each
     */
    public void apply(float[] both, int at, int width, float[] into, int intoAt) {
        for (int i = 0; i < width; i += WIDTH) {
            FloatVector gate = FloatVector.fromArray(FLOATS, both, at + i);
            FloatVector up = FloatVector.fromArray(FLOATS, both, at + width + i);
            activated(gate).mul(up).intoArray(into, intoAt + i);
        }
    }
}
