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

/**
 * {@code softmax(s·q·Kᵀ)·V} of one token and one key-value head, with query heads of its group, over bfloat16 in native memory;
 * computed in float32. The query is kept as keys are read, with the even elements of each block before its odd ones, and the result is put
 * together the same way.
 */
public final class HeadAttention {

    private static final int WARM_UP_ROUNDS = 2_000;

    private final int dimension;
    private final float scale;
    private final float[] query;
    private final float[] result;
    private float[] weights = new float[0];

    /** Room for one thread. */
    public HeadAttention(int dimension, float scale) {
        this.dimension = dimension;
        this.scale = scale;
        this.query = new float[dimension];
        this.result = new float[dimension];
    }

    /** Whether heads of this dimension can be read in whole blocks. */
    public static boolean suits(int dimension) {
        return dimension % (2 * BLOCK) == 0;
    }

    /** Runs until the compiler has seen enough: uncompiled, vectors are a thousand times slower. */
    public void warmUp() {
        int length = 64;
        try (Arena arena = Arena.ofConfined()) {
            long row = (long) dimension * Short.BYTES;
            MemorySegment some = arena.allocate(row * length, Long.BYTES);
            for (int i = 0; i < WARM_UP_ROUNDS; i++) {
                attend(1, some, 0, some, some, 0, length, some, 0);
            }
        }
    }

    /**
     * Queries and result in bfloat16. Offsets are in bytes.
     *
     * @param queries (heads, D) from its offset on
     * @param keys (length, D) from its offset on
     * @param values like the keys
     * @param out (heads, D) from its offset on
     */
    public void attend(
            int heads,
            MemorySegment queries,
            long queryAt,
            MemorySegment keys,
            MemorySegment values,
            long cacheAt,
            int length,
            MemorySegment out,
            long outAt) {
        for (int head = 0; head < heads; head++) {
            long at = (long) head * dimension * Short.BYTES;
            load(queries, queryAt + at);
            float total = mixed(keys, values, cacheAt, length);
            store(out, outAt + at, 1 / total);
        }
    }

    /**
     * The same with queries and result in float32, (heads, D) from an index on.
     *
     * @param cacheAt in bytes
     */
    public void attend(
            int heads,
            float[] queries,
            MemorySegment keys,
            MemorySegment values,
            long cacheAt,
            int length,
            float[] out,
            int at) {
        for (int head = 0; head < heads; head++) {
            load(queries, at + head * dimension);
            float total = mixed(keys, values, cacheAt, length);
            store(out, at + head * dimension, 1 / total);
        }
    }

    /** Values weighed, not yet divided by the sum of weights, which is returned. */
    private float mixed(MemorySegment keys, MemorySegment values, long at, int length) {
        int padded = FLOATS.loopBound(length + WIDTH - 1);
        if (weights.length < padded) {
            weights = new float[2 * padded];
        }
        score(keys, at, length);
        Arrays.fill(weights, length, padded, Float.NEGATIVE_INFINITY);
        float total = exponentiate(padded);
        mix(values, at, length);
        return total;
    }

    private void load(MemorySegment queries, long at) {
        for (int i = 0; i < dimension; i += BLOCK) {
            IntVector pairs = read(queries, at + (long) i * Short.BYTES);
            even(pairs).mul(scale).intoArray(query, i);
            odd(pairs).mul(scale).intoArray(query, i + WIDTH);
        }
    }

    private void load(float[] queries, int at) {
        BfloatPairs.split(queries, at, dimension, query, 0);
        for (int i = 0; i < dimension; i += WIDTH) {
            FloatVector.fromArray(FLOATS, query, i).mul(scale).intoArray(query, i);
        }
    }

    private void score(MemorySegment keys, long at, int length) {
        Arrays.fill(weights, 0, length, 0);
        long row = (long) dimension * Short.BYTES;
        for (int i = 0; i < dimension; i += 2 * BLOCK) {
            long column = at + (long) i * Short.BYTES;
            FloatVector a = FloatVector.fromArray(FLOATS, query, i);
            FloatVector b = FloatVector.fromArray(FLOATS, query, i + WIDTH);
            FloatVector c = FloatVector.fromArray(FLOATS, query, i + BLOCK);
            FloatVector d = FloatVector.fromArray(FLOATS, query, i + BLOCK + WIDTH);
            for (int position = 0; position < length; position++) {
                IntVector first = read(keys, column + position * row);
                IntVector second = read(keys, column + position * row + (long) BLOCK * Short.BYTES);
                FloatVector products = even(first).mul(a);
                products = odd(first).fma(b, products);
                products = even(second).fma(c, products);
                products = odd(second).fma(d, products);
                weights[position] += products.reduceLanes(VectorOperators.ADD);
            }
        }
    }

    /** Scores to {@code exp(score - largest)}; returns their sum. */
    private float exponentiate(int padded) {
        FloatVector largest = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < padded; i += WIDTH) {
            largest = largest.max(FloatVector.fromArray(FLOATS, weights, i));
        }
        float most = largest.reduceLanes(VectorOperators.MAX);
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int i = 0; i < padded; i += WIDTH) {
            FloatVector power =
                    FloatVector.fromArray(FLOATS, weights, i).sub(most).lanewise(VectorOperators.EXP);
            power.intoArray(weights, i);
            sum = sum.add(power);
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }

    private void mix(MemorySegment values, long at, int length) {
        long row = (long) dimension * Short.BYTES;
        for (int i = 0; i < dimension; i += 2 * BLOCK) {
            long column = at + (long) i * Short.BYTES;
            FloatVector a = FloatVector.zero(FLOATS);
            FloatVector b = a;
            FloatVector c = a;
            FloatVector d = a;
            for (int position = 0; position < length; position++) {
                FloatVector weight = FloatVector.broadcast(FLOATS, weights[position]);
                IntVector first = read(values, column + position * row);
                IntVector second = read(values, column + position * row + (long) BLOCK * Short.BYTES);
                a = even(first).fma(weight, a);
                b = odd(first).fma(weight, b);
                c = even(second).fma(weight, c);
                d = odd(second).fma(weight, d);
            }
            a.intoArray(result, i);
            b.intoArray(result, i + WIDTH);
            c.intoArray(result, i + BLOCK);
            d.intoArray(result, i + BLOCK + WIDTH);
        }
    }

    private void store(MemorySegment out, long at, float factor) {
        for (int i = 0; i < dimension; i += BLOCK) {
            BfloatPairs.write(
                    FloatVector.fromArray(FLOATS, result, i).mul(factor),
                    FloatVector.fromArray(FLOATS, result, i + WIDTH).mul(factor),
                    out,
                    at + (long) i * Short.BYTES);
        }
    }

    private void store(float[] out, int at, float factor) {
        for (int i = 0; i < dimension; i += BLOCK) {
            FloatVector even = FloatVector.fromArray(FLOATS, result, i).mul(factor);
            FloatVector odd = FloatVector.fromArray(FLOATS, result, i + WIDTH).mul(factor);
            BfloatPairs.put(BfloatPairs.lower(even, odd), BfloatPairs.upper(even, odd), out, at + i);
        }
    }
}
