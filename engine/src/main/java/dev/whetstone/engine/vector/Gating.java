package dev.whetstone.engine.vector;

import static dev.whetstone.engine.vector.BfloatPairs.FLOATS;
import static dev.whetstone.engine.vector.BfloatPairs.WIDTH;

import dev.whetstone.engine.format.Activation;
import jdk.incubator.vector.FloatVector;

import java.lang.foreign.MemorySegment;

/** {@code act(gate)·up} of whole vectors (Shazeer 2020). */
public enum Gating {
    /** {@code x·sigmoid(x)}. */
    SILU {
        @Override
        FloatVector minusInner(FloatVector x) {
            return x.neg();
        }

        @Override
        FloatVector derivative(FloatVector x, FloatVector sigmoid) {
            return sigmoid.neg().add(1).fma(x, ONE).mul(sigmoid);
        }
    },
    /** {@code x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))/2} (Hendrycks and Gimpel 2016), and {@code (1 + tanh z)/2 = sigmoid(2z)}. */
    GELU_TANH {
        @Override
        FloatVector minusInner(FloatVector x) {
            return x.mul(x).mul(CUBE).add(1).mul(x).mul(-2 * ROOT);
        }

        @Override
        FloatVector derivative(FloatVector x, FloatVector sigmoid) {
            FloatVector slope = x.mul(x).mul(3 * CUBE).add(1).mul(2 * ROOT);
            return sigmoid.neg().add(1).mul(x).fma(slope, ONE).mul(sigmoid);
        }
    };

    private static final FloatVector ONE = FloatVector.broadcast(FLOATS, 1);
    private static final float CUBE = 0.044715f;
    private static final float ROOT = (float) Math.sqrt(2 / Math.PI);

    public static Gating of(Activation activation) {
        return switch (activation) {
            case SILU -> SILU;
            case GELU_TANH -> GELU_TANH;
        };
    }

    /** -z where the activation is {@code x·sigmoid(z(x))}. */
    abstract FloatVector minusInner(FloatVector x);

    /** Of the activation: {@code s + x·s·(1 - s)·z' = s·(1 + x·z'·(1 - s))} with s = sigmoid(z) and z' its slope. */
    abstract FloatVector derivative(FloatVector x, FloatVector sigmoid);

    /** {@code x·sigmoid(z)}. */
    FloatVector activated(FloatVector x) {
        return x.div(SameBits.exp(minusInner(x)).add(1));
    }

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

    /**
     * The same in bfloat16, of a whole number of blocks.
     *
     * @param at of gate and up, in bytes
     * @param room (2·width), overwritten
     */
    public void apply(MemorySegment both, long at, int width, MemorySegment into, long intoAt, float[] room) {
        BfloatPairs.readSplit(both, at, 2 * width, room, 0);
        apply(room, 0, width, room, 0);
        BfloatPairs.writeSplit(room, 0, width, into, intoAt);
    }

    /**
     * The gradient by gate and up.
     *
     * @param gradient by the product, in bfloat16
     * @param into of the shape of gate and up
     * @param room (4·width), overwritten
     */
    public void backward(
            MemorySegment gradient,
            long gradientAt,
            MemorySegment both,
            long at,
            int width,
            MemorySegment into,
            float[] room) {
        BfloatPairs.readSplit(both, at, 2 * width, room, 0);
        BfloatPairs.readSplit(gradient, gradientAt, width, room, 2 * width);
        sigmoids(room, width);
        gradients(room, width);
        BfloatPairs.writeSplit(room, 0, 2 * width, into, at);
    }

    // In methods of their own: the compiler stops inlining after some dozens of vector operations in one.

    private void sigmoids(float[] room, int width) {
        for (int i = 0; i < width; i += WIDTH) {
            FloatVector power = SameBits.exp(minusInner(FloatVector.fromArray(FLOATS, room, i)));
            ONE.div(power.add(1)).intoArray(room, 3 * width + i);
        }
    }

    private void gradients(float[] room, int width) {
        for (int i = 0; i < width; i += WIDTH) {
            FloatVector gate = FloatVector.fromArray(FLOATS, room, i);
            FloatVector up = FloatVector.fromArray(FLOATS, room, width + i);
            FloatVector ofProduct = FloatVector.fromArray(FLOATS, room, 2 * width + i);
            FloatVector sigmoid = FloatVector.fromArray(FLOATS, room, 3 * width + i);
            derivative(gate, sigmoid).mul(up).mul(ofProduct).intoArray(room, i);
            gate.mul(sigmoid).mul(ofProduct).intoArray(room, width + i);
        }
    }
}
