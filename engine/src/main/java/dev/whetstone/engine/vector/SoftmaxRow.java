package dev.whetstone.engine.vector;

import static dev.whetstone.engine.vector.BfloatPairs.BLOCK;
import static dev.whetstone.engine.vector.BfloatPairs.FLOATS;
import static dev.whetstone.engine.vector.BfloatPairs.WIDTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * {@code softmax(s·x)} over part of a row in bfloat16, and its gradient; what lies outside the part gets none of it. Rows are a whole number of blocks.
 * Computed in float32.
 *
 * @param scale s, above zero
 */
public record SoftmaxRow(float scale) {

    private static final ValueLayout.OfShort SHORTS = ValueLayout.JAVA_SHORT_UNALIGNED;

    /**
     * In place.
     *
     * @param at in bytes
     * @param width of the row in elements
     * @param first of the part
     * @param last of the part, inclusive
     * @param room (width), overwritten
     * @return {@code log Σ exp(s·x)} over the part
     */
    public float forward(MemorySegment x, long at, int width, int first, int last, float[] room) {
        int from = first / BLOCK * BLOCK;
        int end = last / BLOCK * BLOCK + BLOCK;
        float largest = largest(x, at, first, last) * scale;
        powers(x, at, from, end, largest, room);
        clear(room, from, first);
        clear(room, last + 1, end);
        float sum = sum(room, from, end);
        write(room, from, end, 1 / sum, x, at);
        clearAround(x, at, width, from, end);
        return (float) (largest + Math.log(sum));
    }

    /** {@code exp(s·x - largest)}, in order. */
    private void powers(MemorySegment x, long at, int from, int end, float largest, float[] room) {
        for (int i = from; i < end; i += BLOCK) {
            IntVector pairs = BfloatPairs.read(x, at + bytes(i));
            FloatVector even = power(BfloatPairs.even(pairs), largest);
            FloatVector odd = power(BfloatPairs.odd(pairs), largest);
            BfloatPairs.put(BfloatPairs.lower(even, odd), BfloatPairs.upper(even, odd), room, i);
        }
    }

    private static float sum(float[] room, int from, int end) {
        FloatVector some = FloatVector.zero(FLOATS);
        FloatVector others = some;
        for (int i = from; i < end; i += BLOCK) {
            some = some.add(FloatVector.fromArray(FLOATS, room, i));
            others = others.add(FloatVector.fromArray(FLOATS, room, i + WIDTH));
        }
        return some.add(others).reduceLanes(VectorOperators.ADD);
    }

    private static void write(float[] room, int from, int end, float factor, MemorySegment x, long at) {
        for (int i = from; i < end; i++) {
            room[i] *= factor;
        }
        BfloatPairs.narrow(room, from, end - from, x, at + bytes(from));
    }

    private static void clear(float[] room, int from, int end) {
        for (int i = from; i < end; i++) {
            room[i] = 0;
        }
    }

    /**
     * Scores become probabilities p, and gradients by probabilities those by scores over s: {@code p·(dp - delta)}.
     *
     * @param logarithm as {@link #forward} gave it
     * @param delta {@code Σ p·dp}
     */
    public void backward(
            MemorySegment x,
            MemorySegment gradient,
            long at,
            int width,
            int first,
            int last,
            float logarithm,
            float delta) {
        int from = first / BLOCK * BLOCK;
        int end = last / BLOCK * BLOCK + BLOCK;
        backward(x, gradient, at, from, end, logarithm, delta);
        clearAround(x, at, width, first, last + 1);
        clearAround(gradient, at, width, first, last + 1);
    }

    private void backward(
            MemorySegment x, MemorySegment gradient, long at, int from, int end, float logarithm, float delta) {
        for (int i = from; i < end; i += BLOCK) {
            IntVector scores = BfloatPairs.read(x, at + bytes(i));
            IntVector gradients = BfloatPairs.read(gradient, at + bytes(i));
            FloatVector even = power(BfloatPairs.even(scores), logarithm);
            FloatVector odd = power(BfloatPairs.odd(scores), logarithm);
            BfloatPairs.write(even, odd, x, at + bytes(i));
            BfloatPairs.write(
                    BfloatPairs.even(gradients).sub(delta).mul(even),
                    BfloatPairs.odd(gradients).sub(delta).mul(odd),
                    gradient,
                    at + bytes(i));
        }
    }

    /** {@code exp(s·x - logarithm)}. */
    private FloatVector power(FloatVector x, float logarithm) {
        return x.mul(scale).sub(logarithm).lanewise(VectorOperators.EXP);
    }

    private static float largest(MemorySegment x, long at, int first, int last) {
        int from = Math.min(last + 1, Math.ceilDiv(first, BLOCK) * BLOCK);
        int end = Math.max(from, (last + 1) / BLOCK * BLOCK);
        float largest = largestOfBlocks(x, at, from, end);
        for (int i = first; i < from; i++) {
            largest = Math.max(largest, BfloatPairs.toFloat(x.get(SHORTS, at + bytes(i))));
        }
        for (int i = end; i <= last; i++) {
            largest = Math.max(largest, BfloatPairs.toFloat(x.get(SHORTS, at + bytes(i))));
        }
        return largest;
    }

    private static float largestOfBlocks(MemorySegment x, long at, int from, int end) {
        FloatVector some = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        FloatVector others = some;
        for (int i = from; i < end; i += BLOCK) {
            IntVector pairs = BfloatPairs.read(x, at + bytes(i));
            some = some.max(BfloatPairs.even(pairs));
            others = others.max(BfloatPairs.odd(pairs));
        }
        return some.max(others).reduceLanes(VectorOperators.MAX);
    }

    private static void clearAround(MemorySegment x, long at, int width, int from, int end) {
        x.asSlice(at, bytes(from)).fill((byte) 0);
        x.asSlice(at + bytes(end), bytes(width - end)).fill((byte) 0);
    }

    private static long bytes(int elements) {
        return (long) elements * Short.BYTES;
    }
}
