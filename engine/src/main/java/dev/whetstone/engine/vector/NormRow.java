package dev.whetstone.engine.vector;

import static dev.whetstone.engine.vector.BfloatPairs.BLOCK;
import static dev.whetstone.engine.vector.BfloatPairs.FLOATS;
import static dev.whetstone.engine.vector.BfloatPairs.WIDTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

import java.lang.foreign.MemorySegment;

/**
 * {@code y = w·x/√(mean(x²) + ε)} of one row in bfloat16 and its gradient by x (Zhang and Sennrich 2019); the scale w is frozen. Computed in float32.
 *
 * @param weight w (H), a whole number of blocks, each split into even and odd places
 */
public record NormRow(float[] weight, double epsilon) {

    /** @param weight w (H) in its order */
    public static NormRow of(float[] weight, double epsilon) {
        float[] split = new float[weight.length];
        BfloatPairs.split(weight, 0, weight.length, split, 0);
        return new NormRow(split, epsilon);
    }

    /**
     * @param at of x, in bytes
     * @param to y
     * @return 1/√(mean(x²) + ε)
     */
    public float forward(MemorySegment x, long at, MemorySegment to, long toAt) {
        FloatVector ofEven = FloatVector.zero(FLOATS);
        FloatVector ofOdd = FloatVector.zero(FLOATS);
        for (int i = 0; i < weight.length; i += BLOCK) {
            IntVector pairs = BfloatPairs.read(x, at + bytes(i));
            FloatVector even = BfloatPairs.even(pairs);
            FloatVector odd = BfloatPairs.odd(pairs);
            ofEven = even.fma(even, ofEven);
            ofOdd = odd.fma(odd, ofOdd);
        }
        double mean = SameBits.sum(ofEven.add(ofOdd)) / (double) weight.length;
        float inverse = (float) (1 / Math.sqrt(mean + epsilon));
        for (int i = 0; i < weight.length; i += BLOCK) {
            IntVector pairs = BfloatPairs.read(x, at + bytes(i));
            FloatVector even = BfloatPairs.even(pairs).mul(inverse).mul(weight(i));
            FloatVector odd = BfloatPairs.odd(pairs).mul(inverse).mul(weight(i + WIDTH));
            BfloatPairs.write(even, odd, to, toAt + bytes(i));
        }
        return inverse;
    }

    /**
     * With r = 1/√(mean(x²) + ε) and g = dy·w: adds {@code r·(g - x·r²·mean(g·x))}.
     *
     * @param dy in bfloat16
     * @param inverse r
     * @param sum (H) in float32, added to
     */
    public void backward(
            MemorySegment dy, long dyAt, MemorySegment x, long xAt, float inverse, MemorySegment sum, long sumAt) {
        double mean = product(dy, dyAt, x, xAt) / (double) weight.length;
        addBackward(dy, dyAt, x, xAt, inverse, (float) (-mean * inverse * inverse * inverse), sum, sumAt);
    }

    /** {@code Σ g·x}. */
    private float product(MemorySegment dy, long dyAt, MemorySegment x, long xAt) {
        FloatVector ofEven = FloatVector.zero(FLOATS);
        FloatVector ofOdd = FloatVector.zero(FLOATS);
        for (int i = 0; i < weight.length; i += BLOCK) {
            IntVector gradients = BfloatPairs.read(dy, dyAt + bytes(i));
            IntVector values = BfloatPairs.read(x, xAt + bytes(i));
            ofEven = BfloatPairs.even(gradients).mul(weight(i)).fma(BfloatPairs.even(values), ofEven);
            ofOdd = BfloatPairs.odd(gradients).mul(weight(i + WIDTH)).fma(BfloatPairs.odd(values), ofOdd);
        }
        return SameBits.sum(ofEven.add(ofOdd));
    }

    /** Adds {@code r·g + factor·x}. */
    private void addBackward(
            MemorySegment dy,
            long dyAt,
            MemorySegment x,
            long xAt,
            float inverse,
            float factor,
            MemorySegment sum,
            long sumAt) {
        FloatVector factors = FloatVector.broadcast(FLOATS, factor);
        for (int i = 0; i < weight.length; i += BLOCK) {
            IntVector gradients = BfloatPairs.read(dy, dyAt + bytes(i));
            IntVector values = BfloatPairs.read(x, xAt + bytes(i));
            FloatVector even = BfloatPairs.even(gradients).mul(weight(i)).mul(inverse);
            FloatVector odd = BfloatPairs.odd(gradients).mul(weight(i + WIDTH)).mul(inverse);
            BfloatPairs.add(
                    BfloatPairs.even(values).fma(factors, even),
                    BfloatPairs.odd(values).fma(factors, odd),
                    sum,
                    sumAt + (long) i * Float.BYTES);
        }
    }

    private FloatVector weight(int at) {
        return FloatVector.fromArray(FLOATS, weight, at);
    }

    private static long bytes(int elements) {
        return (long) elements * Short.BYTES;
    }
}
