package dev.whetstone.engine.vector;

import static dev.whetstone.engine.vector.BfloatPairs.BLOCK;
import static dev.whetstone.engine.vector.BfloatPairs.FLOATS;
import static dev.whetstone.engine.vector.BfloatPairs.WIDTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

import java.lang.foreign.MemorySegment;

/**
 * {@code softmax(s·x)} over part of a row in bfloat16, and its gradient; what lies outside the part gets none of it. Rows are a whole number of blocks.
 * Computed in float32.
 *
 * @param scale s, above zero
 */
public record SoftmaxRow(float scale) {

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
        int count = last / BLOCK * BLOCK + BLOCK - from;
        BfloatPairs.readSplit(x, at + bytes(from), count, room, 0);
        hide(room, first - from, last - from, count, Float.NEGATIVE_INFINITY);
        float largest = largest(room, count) * scale;
        powers(room, count, largest);
        hide(room, first - from, last - from, count, 0);
        float sum = sum(room, count);
        scale(room, count, 1 / sum);
        BfloatPairs.writeSplit(room, 0, count, x, at + bytes(from));
        clearAround(x, at, width, from, from + count);
        return (float) (largest + Math.log(sum));
    }

    /**
     * Scores become probabilities p, and gradients by probabilities those by scores over s: {@code p·(dp - delta)}.
     *
     * @param logarithm as {@link #forward} gave it
     * @param delta {@code Σ p·dp}
     * @param room (2·width), overwritten
     */
    public void backward(
            MemorySegment x,
            MemorySegment gradient,
            long at,
            int width,
            int first,
            int last,
            float logarithm,
            float delta,
            float[] room) {
        int from = first / BLOCK * BLOCK;
        int count = last / BLOCK * BLOCK + BLOCK - from;
        BfloatPairs.readSplit(x, at + bytes(from), count, room, 0);
        BfloatPairs.readSplit(gradient, at + bytes(from), count, room, width);
        powers(room, count, logarithm);
        hide(room, first - from, last - from, count, 0);
        for (int i = 0; i < count; i++) {
            room[width + i] = (room[width + i] - delta) * room[i];
        }
        BfloatPairs.writeSplit(room, 0, count, x, at + bytes(from));
        BfloatPairs.writeSplit(room, width, count, gradient, at + bytes(from));
        clearAround(x, at, width, from, from + count);
        clearAround(gradient, at, width, from, from + count);
    }

    /** {@code exp(s·x - logarithm)}. */
    private void powers(float[] room, int count, float logarithm) {
        for (int i = 0; i < count; i += WIDTH) {
            SameBits.exp(FloatVector.fromArray(FLOATS, room, i).mul(scale).sub(logarithm))
                    .intoArray(room, i);
        }
    }

    private static float largest(float[] room, int count) {
        FloatVector largest = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < count; i += WIDTH) {
            largest = largest.max(FloatVector.fromArray(FLOATS, room, i));
        }
        return largest.reduceLanes(VectorOperators.MAX);
    }

    private static void scale(float[] room, int count, float factor) {
        for (int i = 0; i < count; i += WIDTH) {
            FloatVector.fromArray(FLOATS, room, i).mul(factor).intoArray(room, i);
        }
    }

    private static float sum(float[] room, int count) {
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int i = 0; i < count; i += WIDTH) {
            sum = sum.add(FloatVector.fromArray(FLOATS, room, i));
        }
        return SameBits.sum(sum);
    }

    /** What is in the first and the last block of the part but not in the part itself. */
    private static void hide(float[] room, int first, int last, int count, float value) {
        if (first > 0) {
            for (int half = 0; half < BLOCK; half += WIDTH) {
                FloatVector.fromArray(FLOATS, room, half)
                        .blend(value, BfloatPairs.splitPlaces(half).compare(VectorOperators.LT, first))
                        .intoArray(room, half);
            }
        }
        int end = count - BLOCK;
        for (int half = 0; half < BLOCK; half += WIDTH) {
            FloatVector.fromArray(FLOATS, room, end + half)
                    .blend(value, BfloatPairs.splitPlaces(half).compare(VectorOperators.GT, last - end))
                    .intoArray(room, end + half);
        }
    }

    /** What is in no block of the part. */
    private static void clearAround(MemorySegment x, long at, int width, int from, int end) {
        x.asSlice(at, bytes(from)).fill((byte) 0);
        x.asSlice(at + bytes(end), bytes(width - end)).fill((byte) 0);
    }

    private static long bytes(int elements) {
        return (long) elements * Short.BYTES;
    }
}
