package dev.whetstone.engine.vector;

import static dev.whetstone.engine.vector.BfloatPairs.BLOCK;
import static dev.whetstone.engine.vector.BfloatPairs.FLOATS;
import static dev.whetstone.engine.vector.BfloatPairs.WIDTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

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
        FloatVector derivative(FloatVector x) {
            FloatVector sigmoid = sigmoid(x.neg());
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
        FloatVector derivative(FloatVector x) {
            FloatVector sigmoid = sigmoid(minusInner(x));
            FloatVector slope = x.mul(x).mul(3 * CUBE).add(1).mul(2 * ROOT);
            return sigmoid.neg().add(1).mul(x).fma(slope, ONE).mul(sigmoid);
        }
    };

    private static final FloatVector ONE = FloatVector.broadcast(FLOATS, 1);
    private static final float CUBE = 0.044715f;
    private static final float ROOT = (float) Math.sqrt(2 / Math.PI);

    /** -z where the activation is {@code x·sigmoid(z(x))}. */
    abstract FloatVector minusInner(FloatVector x);

    /** Of the activation: {@code s + x·s·(1 - s)·z' = s·(1 + x·z'·(1 - s))} with s = sigmoid(z). */
    abstract FloatVector derivative(FloatVector x);

    /** {@code x·sigmoid(z)}. */
    FloatVector activated(FloatVector x) {
        return x.div(minusInner(x).lanewise(VectorOperators.EXP).add(1));
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
     */
    public void apply(MemorySegment both, long at, int width, MemorySegment into, long intoAt) {
        for (int i = 0; i < width; i += BLOCK) {
            IntVector gates = BfloatPairs.read(both, at + bytes(i));
            IntVector ups = BfloatPairs.read(both, at + bytes(width + i));
            BfloatPairs.write(
                    activated(BfloatPairs.even(gates)).mul(BfloatPairs.even(ups)),
                    activated(BfloatPairs.odd(gates)).mul(BfloatPairs.odd(ups)),
                    into,
                    intoAt + bytes(i));
        }
    }

    /**
     * The gradient by gate and up, where that of {@code x·s, s = sigmoid(z)} by x is {@code s + x·s·(1 - s)·z'}.
     *
     * @param gradient by the product, in bfloat16
     * @param into of the shape of gate and up
     */
    public void backward(
            MemorySegment gradient, long gradientAt, MemorySegment both, long at, int width, MemorySegment into) {
        gradientOfGate(gradient, gradientAt, both, at, width, into);
        gradientOfUp(gradient, gradientAt, both, at, width, into);
    }

    // Two loops, though they take the same powers: the compiler stops inlining after some sixty vector operations in
    // one method.

    private void gradientOfGate(
            MemorySegment gradient, long gradientAt, MemorySegment both, long at, int width, MemorySegment into) {
        for (int i = 0; i < width; i += BLOCK) {
            IntVector gradients = BfloatPairs.read(gradient, gradientAt + bytes(i));
            IntVector gates = BfloatPairs.read(both, at + bytes(i));
            IntVector ups = BfloatPairs.read(both, at + bytes(width + i));
            BfloatPairs.write(
                    derivative(BfloatPairs.even(gates))
                            .mul(BfloatPairs.even(ups))
                            .mul(BfloatPairs.even(gradients)),
                    derivative(BfloatPairs.odd(gates)).mul(BfloatPairs.odd(ups)).mul(BfloatPairs.odd(gradients)),
                    into,
                    at + bytes(i));
        }
    }

    private void gradientOfUp(
            MemorySegment gradient, long gradientAt, MemorySegment both, long at, int width, MemorySegment into) {
        for (int i = 0; i < width; i += BLOCK) {
            IntVector gradients = BfloatPairs.read(gradient, gradientAt + bytes(i));
            IntVector gates = BfloatPairs.read(both, at + bytes(i));
            BfloatPairs.write(
                    activated(BfloatPairs.even(gates)).mul(BfloatPairs.even(gradients)),
                    activated(BfloatPairs.odd(gates)).mul(BfloatPairs.odd(gradients)),
                    into,
                    at + bytes(width + i));
        }
    }

    private static FloatVector sigmoid(FloatVector minusX) {
        return ONE.div(minusX.lanewise(VectorOperators.EXP).add(1));
    }

    private static long bytes(int elements) {
        return (long) elements * Short.BYTES;
    }
}
