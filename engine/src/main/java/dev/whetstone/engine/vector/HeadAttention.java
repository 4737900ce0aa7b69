package dev.whetstone.engine.vector;

import static dev.whetstone.engine.vector.BfloatPairs.BLOCK;
import static dev.whetstone.engine.vector.BfloatPairs.FLOATS;
import static dev.whetstone.engine.vector.BfloatPairs.WIDTH;
import static dev.whetstone.engine.vector.BfloatPairs.even;
import static dev.whetstone.engine.vector.BfloatPairs.odd;
import static dev.whetstone.engine.vector.BfloatPairs.read;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * {@code softmax(s·q·Kᵀ)·V} of one token and one key-value head, with query heads of its group, over bfloat16 in blocks of native memory;
 * computed in float32. A block is read once for all heads, from beginning to end. A query is kept as keys are read, with the even elements
 * of each piece before its odd ones, and the result is put together the same way.
 */
public final class HeadAttention {

    private static final int TOGETHER = 3; // heads that read a key once; their queries and results fill the registers
    private static final int WARM_UP_ROUNDS = 1_000;
    private static final int WARM_UP_BLOCKS = 2;

    private final BlockLayout layout;
    private final int dimension;
    private final long row;
    private final float scale;
    private float[] queries = new float[0]; // (heads, D)
    private float[] results = new float[0]; // (heads, D), not yet divided by the sum of weights
    private float[] totals = new float[0]; // (heads), sums of weights
    private float[] weights = new float[0]; // (heads, positions seen)

    /** Room for one thread. */
    public HeadAttention(BlockLayout layout, int dimension, float scale) {
        this.layout = layout;
        this.dimension = dimension;
        this.row = (long) dimension * Short.BYTES;
        this.scale = scale;
    }

    /** Whether heads of this dimension can be read in whole pieces. */
    public static boolean suits(int dimension) {
        return dimension % (2 * BLOCK) == 0;
    }

    /**
     * The positions that a token sees of a key-value head.
     *
     * @param blocks of its sequence, in the order of its positions
     * @param head number of the key-value head
     * @param first position that is seen
     * @param end position after the last
     */
    public record Seen(MemorySegment keys, MemorySegment values, int[] blocks, int head, int first, int end) {}

    /** Runs until the compiler has seen enough: uncompiled, vectors are a thousand times slower. */
    public void warmUp() {
        int[] blocks = IntStream.range(0, WARM_UP_BLOCKS).toArray();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment some = arena.allocate(WARM_UP_BLOCKS * layout.blockBytes(), Long.BYTES);
            Seen all = new Seen(some, some, blocks, 0, 0, WARM_UP_BLOCKS * layout.positions());
            for (int i = 0; i < WARM_UP_ROUNDS; i++) {
                attend(1, some, 0, all, some, 0);
            }
        }
    }

    /**
     * Queries and result in bfloat16. Offsets are in bytes.
     *
     * @param from queries (heads, D) from its offset on
     * @param to (heads, D) from its offset on
     */
    public void attend(int heads, MemorySegment from, long fromAt, Seen seen, MemorySegment to, long toAt) {
        reserve(heads, seen.end - seen.first);
        for (int head = 0; head < heads; head++) {
            load(from, fromAt + head * row, head * dimension);
        }
        attend(heads, seen);
        for (int head = 0; head < heads; head++) {
            store(head * dimension, 1 / totals[head], to, toAt + head * row);
        }
    }

    /** The same with queries and result in float32, (heads, D) from an index on, in place. */
    public void attend(int heads, float[] inOut, int at, Seen seen) {
        reserve(heads, seen.end - seen.first);
        for (int head = 0; head < heads; head++) {
            load(inOut, at + head * dimension, head * dimension);
        }
        attend(heads, seen);
        for (int head = 0; head < heads; head++) {
            store(head * dimension, 1 / totals[head], inOut, at + head * dimension);
        }
    }

    private void reserve(int heads, int length) {
        if (queries.length < heads * dimension) {
            queries = new float[heads * dimension];
            results = new float[heads * dimension];
            totals = new float[heads];
        }
        if (weights.length < heads * padded(length)) {
            weights = new float[2 * heads * padded(length)];
        }
    }

    private static int padded(int length) {
        return FLOATS.loopBound(length + WIDTH - 1);
    }

    private void attend(int heads, Seen seen) {
        int length = seen.end - seen.first;
        int padded = padded(length);
        Arrays.fill(weights, 0, heads * padded, 0);
        eachRun(seen, (at, done, count) -> {
            int head = 0;
            for (; head + TOGETHER <= heads; head += TOGETHER) {
                scoreTogether(seen.keys, at, count, head * dimension, head * padded + done, padded);
            }
            for (; head < heads; head++) {
                score(seen.keys, at, count, head * dimension, head * padded + done);
            }
        });
        for (int head = 0; head < heads; head++) {
            Arrays.fill(weights, head * padded + length, (head + 1) * padded, Float.NEGATIVE_INFINITY);
            totals[head] = exponentiate(head * padded, (head + 1) * padded);
        }
        Arrays.fill(results, 0, heads * dimension, 0);
        eachRun(seen, (at, done, count) -> {
            int head = 0;
            for (; head + TOGETHER <= heads; head += TOGETHER) {
                mixTogether(seen.values, at, count, head * dimension, head * padded + done, padded);
            }
            for (; head < heads; head++) {
                mix(seen.values, at, count, head * dimension, head * padded + done);
            }
        });
    }

    /** Neighbouring positions of one block. */
    private interface Run {
        /**
         * @param at where they begin, in bytes
         * @param done positions before them
         */
        void each(long at, int done, int count);
    }

    private void eachRun(Seen seen, Run run) {
        int size = layout.positions();
        for (int position = seen.first; position < seen.end; ) {
            int within = position % size;
            int count = Math.min(size - within, seen.end - position);
            run.each(layout.at(seen.blocks[position / size], seen.head) + within * row, position - seen.first, count);
            position += count;
        }
    }

    private void load(MemorySegment from, long at, int into) {
        for (int i = 0; i < dimension; i += BLOCK) {
            IntVector pairs = read(from, at + (long) i * Short.BYTES);
            even(pairs).mul(scale).intoArray(queries, into + i);
            odd(pairs).mul(scale).intoArray(queries, into + i + WIDTH);
        }
    }

    private void load(float[] from, int at, int into) {
        BfloatPairs.split(from, at, dimension, queries, into);
        for (int i = into; i < into + dimension; i += WIDTH) {
            FloatVector.fromArray(FLOATS, queries, i).mul(scale).intoArray(queries, i);
        }
    }

    private void score(MemorySegment keys, long at, int count, int query, int into) {
        for (int i = 0; i < dimension; i += 2 * BLOCK) {
            long column = at + (long) i * Short.BYTES;
            FloatVector a = FloatVector.fromArray(FLOATS, queries, query + i);
            FloatVector b = FloatVector.fromArray(FLOATS, queries, query + i + WIDTH);
            FloatVector c = FloatVector.fromArray(FLOATS, queries, query + i + BLOCK);
            FloatVector d = FloatVector.fromArray(FLOATS, queries, query + i + BLOCK + WIDTH);
            for (int position = 0; position < count; position++) {
                IntVector first = read(keys, column + position * row);
                IntVector second = read(keys, column + position * row + (long) BLOCK * Short.BYTES);
                FloatVector products = even(first).mul(a);
                products = odd(first).fma(b, products);
                products = even(second).fma(c, products);
                products = odd(second).fma(d, products);
                weights[into + position] += products.reduceLanes(VectorOperators.ADD);
            }
        }
    }

    /** {@link #score} of three heads, whose queries and scores lie one after another. */
    private void scoreTogether(MemorySegment keys, long at, int count, int query, int into, int stride) {
        for (int i = query; i < query + dimension; i += 2 * BLOCK) {
            long column = at + (long) (i - query) * Short.BYTES;
            FloatVector a0 = FloatVector.fromArray(FLOATS, queries, i);
            FloatVector b0 = FloatVector.fromArray(FLOATS, queries, i + WIDTH);
            FloatVector c0 = FloatVector.fromArray(FLOATS, queries, i + BLOCK);
            FloatVector d0 = FloatVector.fromArray(FLOATS, queries, i + BLOCK + WIDTH);
            FloatVector a1 = FloatVector.fromArray(FLOATS, queries, i + dimension);
            FloatVector b1 = FloatVector.fromArray(FLOATS, queries, i + dimension + WIDTH);
            FloatVector c1 = FloatVector.fromArray(FLOATS, queries, i + dimension + BLOCK);
            FloatVector d1 = FloatVector.fromArray(FLOATS, queries, i + dimension + BLOCK + WIDTH);
            FloatVector a2 = FloatVector.fromArray(FLOATS, queries, i + 2 * dimension);
            FloatVector b2 = FloatVector.fromArray(FLOATS, queries, i + 2 * dimension + WIDTH);
            FloatVector c2 = FloatVector.fromArray(FLOATS, queries, i + 2 * dimension + BLOCK);
            FloatVector d2 = FloatVector.fromArray(FLOATS, queries, i + 2 * dimension + BLOCK + WIDTH);
            for (int position = 0; position < count; position++) {
                IntVector first = read(keys, column + position * row);
                IntVector second = read(keys, column + position * row + (long) BLOCK * Short.BYTES);
                FloatVector k0 = even(first);
                FloatVector k1 = odd(first);
                FloatVector k2 = even(second);
                FloatVector k3 = odd(second);
                int to = into + position;
                weights[to] += k3.fma(d0, k2.fma(c0, k1.fma(b0, k0.mul(a0)))).reduceLanes(VectorOperators.ADD);
                weights[to + stride] +=
                        k3.fma(d1, k2.fma(c1, k1.fma(b1, k0.mul(a1)))).reduceLanes(VectorOperators.ADD);
                weights[to + 2 * stride] +=
                        k3.fma(d2, k2.fma(c2, k1.fma(b2, k0.mul(a2)))).reduceLanes(VectorOperators.ADD);
            }
        }
    }

    /** Scores to {@code exp(score - largest)}; returns their sum. */
    private float exponentiate(int from, int to) {
        FloatVector largest = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        for (int i = from; i < to; i += WIDTH) {
            largest = largest.max(FloatVector.fromArray(FLOATS, weights, i));
        }
        float most = largest.reduceLanes(VectorOperators.MAX);
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int i = from; i < to; i += WIDTH) {
            FloatVector power =
                    FloatVector.fromArray(FLOATS, weights, i).sub(most).lanewise(VectorOperators.EXP);
            power.intoArray(weights, i);
            sum = sum.add(power);
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }

    private void mix(MemorySegment values, long at, int count, int into, int weight) {
        for (int i = 0; i < dimension; i += 2 * BLOCK) {
            long column = at + (long) i * Short.BYTES;
            FloatVector a = FloatVector.fromArray(FLOATS, results, into + i);
            FloatVector b = FloatVector.fromArray(FLOATS, results, into + i + WIDTH);
            FloatVector c = FloatVector.fromArray(FLOATS, results, into + i + BLOCK);
            FloatVector d = FloatVector.fromArray(FLOATS, results, into + i + BLOCK + WIDTH);
            for (int position = 0; position < count; position++) {
                FloatVector each = FloatVector.broadcast(FLOATS, weights[weight + position]);
                IntVector first = read(values, column + position * row);
                IntVector second = read(values, column + position * row + (long) BLOCK * Short.BYTES);
                a = even(first).fma(each, a);
                b = odd(first).fma(each, b);
                c = even(second).fma(each, c);
                d = odd(second).fma(each, d);
            }
            put(into + i, a, b, c, d);
        }
    }

    /** {@link #mix} of three heads, whose results and weights lie one after another. */
    private void mixTogether(MemorySegment values, long at, int count, int into, int weight, int stride) {
        for (int i = into; i < into + dimension; i += 2 * BLOCK) {
            long column = at + (long) (i - into) * Short.BYTES;
            FloatVector a0 = FloatVector.fromArray(FLOATS, results, i);
            FloatVector b0 = FloatVector.fromArray(FLOATS, results, i + WIDTH);
            FloatVector c0 = FloatVector.fromArray(FLOATS, results, i + BLOCK);
            FloatVector d0 = FloatVector.fromArray(FLOATS, results, i + BLOCK + WIDTH);
            FloatVector a1 = FloatVector.fromArray(FLOATS, results, i + dimension);
            FloatVector b1 = FloatVector.fromArray(FLOATS, results, i + dimension + WIDTH);
            FloatVector c1 = FloatVector.fromArray(FLOATS, results, i + dimension + BLOCK);
            FloatVector d1 = FloatVector.fromArray(FLOATS, results, i + dimension + BLOCK + WIDTH);
            FloatVector a2 = FloatVector.fromArray(FLOATS, results, i + 2 * dimension);
            FloatVector b2 = FloatVector.fromArray(FLOATS, results, i + 2 * dimension + WIDTH);
            FloatVector c2 = FloatVector.fromArray(FLOATS, results, i + 2 * dimension + BLOCK);
            FloatVector d2 = FloatVector.fromArray(FLOATS, results, i + 2 * dimension + BLOCK + WIDTH);
            for (int position = 0; position < count; position++) {
                IntVector first = read(values, column + position * row);
                IntVector second = read(values, column + position * row + (long) BLOCK * Short.BYTES);
                FloatVector v0 = even(first);
                FloatVector v1 = odd(first);
                FloatVector v2 = even(second);
                FloatVector v3 = odd(second);
                FloatVector w0 = FloatVector.broadcast(FLOATS, weights[weight + position]);
                FloatVector w1 = FloatVector.broadcast(FLOATS, weights[weight + position + stride]);
                FloatVector w2 = FloatVector.broadcast(FLOATS, weights[weight + position + 2 * stride]);
                a0 = v0.fma(w0, a0);
                b0 = v1.fma(w0, b0);
                c0 = v2.fma(w0, c0);
                d0 = v3.fma(w0, d0);
                a1 = v0.fma(w1, a1);
                b1 = v1.fma(w1, b1);
                c1 = v2.fma(w1, c1);
                d1 = v3.fma(w1, d1);
                a2 = v0.fma(w2, a2);
                b2 = v1.fma(w2, b2);
                c2 = v2.fma(w2, c2);
                d2 = v3.fma(w2, d2);
            }
            put(i, a0, b0, c0, d0);
            put(i + dimension, a1, b1, c1, d1);
            put(i + 2 * dimension, a2, b2, c2, d2);
        }
    }

    private void put(int at, FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
        a.intoArray(results, at);
        b.intoArray(results, at + WIDTH);
        c.intoArray(results, at + BLOCK);
        d.intoArray(results, at + BLOCK + WIDTH);
    }

    private void store(int from, float factor, MemorySegment to, long at) {
        for (int i = 0; i < dimension; i += BLOCK) {
            BfloatPairs.write(
                    FloatVector.fromArray(FLOATS, results, from + i).mul(factor),
                    FloatVector.fromArray(FLOATS, results, from + i + WIDTH).mul(factor),
                    to,
                    at + (long) i * Short.BYTES);
        }
    }

    private void store(int from, float factor, float[] to, int at) {
        for (int i = 0; i < dimension; i += BLOCK) {
            FloatVector even = FloatVector.fromArray(FLOATS, results, from + i).mul(factor);
            FloatVector odd =
                    FloatVector.fromArray(FLOATS, results, from + i + WIDTH).mul(factor);
            BfloatPairs.put(BfloatPairs.lower(even, odd), BfloatPairs.upper(even, odd), to, at + i);
        }
    }
}
