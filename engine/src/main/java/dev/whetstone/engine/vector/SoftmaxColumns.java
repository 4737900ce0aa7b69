package dev.whetstone.engine.vector;

import static dev.whetstone.engine.vector.BfloatPairs.FLOATS;
import static dev.whetstone.engine.vector.BfloatPairs.WIDTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * {@code softmax(s·x)} of each query over the keys that it sees, and its gradient. Keys lie one below the other and queries side by side, so that nothing is
 * summed up across a vector. Scores are float32 in native memory, (keys, queries) row-major; queries are in the order of {@link SplitBlocks}: of each
 * {@link WeightMatrix#PIECE} those at even places first.
 */
public final class SoftmaxColumns {

    private final float scale;
    private final int queries;
    private final float[] first;
    private final float[] last;
    private final int commonFirst;
    private final int commonLast;

    private SoftmaxColumns(float scale, float[] first, float[] last, int commonFirst, int commonLast) {
        this.scale = scale;
        this.queries = first.length;
        this.first = first;
        this.last = last;
        this.commonFirst = commonFirst;
        this.commonLast = commonLast;
    }

    /** The keys that a query sees, from the first to the last of them. */
    public interface Sight {
        int first(int query);

        int last(int query);
    }

    /**
     * @param scale s, above zero
     * @param count of queries
     * @param queries with those that fill the last block up, which see all keys
     */
    public static SoftmaxColumns of(float scale, int count, int queries, Sight sight) {
        float[] first = new float[queries];
        float[] last = new float[queries];
        Arrays.fill(last, Integer.MAX_VALUE);
        int commonFirst = 0;
        int commonLast = Integer.MAX_VALUE;
        for (int query = 0; query < count; query++) {
            first[BfloatPairs.splitPlace(query)] = sight.first(query);
            last[BfloatPairs.splitPlace(query)] = sight.last(query);
            commonFirst = Math.max(commonFirst, sight.first(query));
            commonLast = Math.min(commonLast, sight.last(query));
        }
        return new SoftmaxColumns(scale, first, last, commonFirst, commonLast);
    }

    /**
     * Powers of the scores, in the scores' place; what is not seen becomes 0.
     *
     * @param from the first key
     * @param logarithms (queries), written: {@code log Σ exp(s·x)}
     * @param inverses (queries), written: what the powers are to be multiplied by
     */
    public void forward(MemorySegment scores, int from, int keys, float[] logarithms, float[] inverses) {
        float[] largest = new float[queries];
        Arrays.fill(largest, Float.NEGATIVE_INFINITY);
        for (int key = 0; key < keys; key++) {
            long at = row(key);
            if (!seenByAll(from + key)) {
                hide(scores, at, from + key, Float.NEGATIVE_INFINITY);
            }
            raise(largest, scores, at);
        }
        scale(largest);
        float[] sums = new float[queries];
        for (int key = 0; key < keys; key++) {
            long at = row(key);
            powers(scores, at, largest);
            if (!seenByAll(from + key)) {
                hide(scores, at, from + key, 0);
            }
            add(sums, scores, at);
        }
        for (int i = 0; i < queries; i++) {
            logarithms[i] = (float) (largest[i] + Math.log(sums[i]));
            inverses[i] = 1 / sums[i];
        }
    }

    /**
     * Scores become probabilities p, and gradients by probabilities those by scores over s: {@code p·(dp - delta)}.
     *
     * @param from the first key
     * @param logarithms as {@link #forward} gave them
     * @param deltas {@code Σ p·dp}
     */
    public void backward(
            MemorySegment scores, MemorySegment gradients, int from, int keys, float[] logarithms, float[] deltas) {
        for (int key = 0; key < keys; key++) {
            long at = row(key);
            powers(scores, at, logarithms);
            if (!seenByAll(from + key)) {
                hide(scores, at, from + key, 0);
            }
            gradients(scores, gradients, at, deltas);
        }
    }

    private boolean seenByAll(int key) {
        return key >= commonFirst && key <= commonLast;
    }

    private long row(int key) {
        return (long) key * queries * Float.BYTES;
    }

    // In methods of their own: the compiler stops inlining after some dozens of vector operations in one.

    private void hide(MemorySegment scores, long at, int key, float value) {
        for (int i = 0; i < queries; i += WIDTH) {
            VectorMask<Float> early = FloatVector.fromArray(FLOATS, first, i).compare(VectorOperators.GT, key);
            VectorMask<Float> late = FloatVector.fromArray(FLOATS, last, i).compare(VectorOperators.LT, key);
            FloatVector blended = floats(scores, at, i).blend(value, early.or(late));
            put(blended, scores, at, i);
        }
    }

    private void raise(float[] largest, MemorySegment scores, long at) {
        for (int i = 0; i < queries; i += WIDTH) {
            FloatVector.fromArray(FLOATS, largest, i).max(floats(scores, at, i)).intoArray(largest, i);
        }
    }

    private void scale(float[] largest) {
        for (int i = 0; i < queries; i += WIDTH) {
            FloatVector.fromArray(FLOATS, largest, i).mul(scale).intoArray(largest, i);
        }
    }

    /** {@code exp(s·x - logarithm)}. */
    private void powers(MemorySegment scores, long at, float[] logarithms) {
        for (int i = 0; i < queries; i += WIDTH) {
            FloatVector power =
                    SameBits.exp(floats(scores, at, i).mul(scale).sub(FloatVector.fromArray(FLOATS, logarithms, i)));
            put(power, scores, at, i);
        }
    }

    private void add(float[] sums, MemorySegment scores, long at) {
        for (int i = 0; i < queries; i += WIDTH) {
            FloatVector.fromArray(FLOATS, sums, i).add(floats(scores, at, i)).intoArray(sums, i);
        }
    }

    private void gradients(MemorySegment scores, MemorySegment gradients, long at, float[] deltas) {
        for (int i = 0; i < queries; i += WIDTH) {
            FloatVector difference = floats(gradients, at, i).sub(FloatVector.fromArray(FLOATS, deltas, i));
            put(difference.mul(floats(scores, at, i)), gradients, at, i);
        }
    }

    private static FloatVector floats(MemorySegment from, long at, int i) {
        return BfloatPairs.floats(from, at + (long) i * Float.BYTES);
    }

    private static void put(FloatVector values, MemorySegment to, long at, int i) {
        values.intoMemorySegment(to, at + (long) i * Float.BYTES, ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Narrows values to a matrix with the queries for outputs and the keys for inputs.
     *
     * @param values (keys, queries)
     * @param keys a multiple of {@link SplitBlocks#DEPTH}
     * @param room overwritten, the matrix lies in it
     */
    public static SplitBlocks matrix(MemorySegment values, int keys, int queries, MemorySegment room) {
        SplitBlocks matrix = new SplitBlocks(room.asSlice(0, SplitBlocks.bytes(queries, keys)), queries, keys);
        int width = matrix.width();
        long row = (long) queries * Float.BYTES;
        for (int block = 0; block < matrix.blocks(); block++) {
            MemorySegment to = matrix.block(block);
            long from = (long) block * width * Float.BYTES;
            for (int key = 0; key < keys; key += 2) {
                pairs(values, from + key * row, from + (key + 1) * row, width, to, (long) key * width * Short.BYTES);
            }
        }
        return matrix;
    }

    private static void pairs(MemorySegment values, long even, long odd, int count, MemorySegment to, long at) {
        for (int i = 0; i < count; i += WIDTH) {
            long more = (long) i * Float.BYTES;
            BfloatPairs.write(
                    BfloatPairs.floats(values, even + more), BfloatPairs.floats(values, odd + more), to, at + more);
        }
    }
}
