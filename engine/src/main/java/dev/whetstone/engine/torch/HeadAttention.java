package dev.whetstone.engine.torch;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * {@code softmax(s·q·Kᵀ)·V} of one token and one key-value head, with all query heads of its group, over bfloat16 in native memory;
 * computed in float32. Two neighbouring bfloat16 are read as one int and split by shift and mask, so the query is kept with the even
 * elements of each block before its odd ones, and the result is put together the same way.
 */
final class HeadAttention {

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int WIDTH = FLOATS.length();
    private static final int BLOCK = 2 * WIDTH; // elements that one read gives
    private static final int UPPER_HALF = 0xFFFF0000;

    private static final int WARM_UP_ROUNDS = 2_000;

    private final int group;
    private final int dimension;
    private final float scale;
    private final float[] query;
    private final float[] result;
    private float[] weights = new float[0];

    /** Room for one thread. */
    HeadAttention(int group, int dimension, float scale) {
        this.group = group;
        this.dimension = dimension;
        this.scale = scale;
        this.query = new float[dimension];
        this.result = new float[dimension];
    }

    /** Whether heads of this dimension can be read in whole blocks. */
    static boolean suits(int dimension) {
        return dimension % (2 * BLOCK) == 0;
    }

    /** Runs until the compiler has seen enough: uncompiled, vectors are a thousand times slower. */
    void warmUp() {
        int length = 64;
        try (Arena arena = Arena.ofConfined()) {
            long row = (long) dimension * Short.BYTES;
            MemorySegment some = arena.allocate(row * Math.max(length, group), Long.BYTES);
            for (int i = 0; i < WARM_UP_ROUNDS; i++) {
                attend(some, 0, some, some, 0, length, some, 0);
            }
        }
    }

    /**
     * Offsets are in bytes.
     *
     * @param queries (G, D) from its offset on
     * @param keys (length, D) from its offset on
     * @param values like the keys
     * @param out (G, D) from its offset on
     */
    void attend(
            MemorySegment queries,
            long queryAt,
            MemorySegment keys,
            MemorySegment values,
            long cacheAt,
            int length,
            MemorySegment out,
            long outAt) {
        int padded = FLOATS.loopBound(length + WIDTH - 1);
        if (weights.length < padded) {
            weights = new float[2 * padded];
        }
        for (int head = 0; head < group; head++) {
            long at = (long) head * dimension * Short.BYTES;
            load(queries, queryAt + at);
            score(keys, cacheAt, length);
            Arrays.fill(weights, length, padded, Float.NEGATIVE_INFINITY);
            float total = exponentiate(padded);
            mix(values, cacheAt, length);
            store(out, outAt + at, 1 / total);
        }
    }

    private void load(MemorySegment queries, long at) {
        for (int i = 0; i < dimension; i += BLOCK) {
            IntVector pair = pair(queries, at + (long) i * Short.BYTES);
            even(pair).mul(scale).intoArray(query, i);
            odd(pair).mul(scale).intoArray(query, i + WIDTH);
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
                IntVector first = pair(keys, column + position * row);
                IntVector second = pair(keys, column + position * row + (long) BLOCK * Short.BYTES);
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
                IntVector first = pair(values, column + position * row);
                IntVector second = pair(values, column + position * row + (long) BLOCK * Short.BYTES);
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
            IntVector even = rounded(FloatVector.fromArray(FLOATS, result, i).mul(factor))
                    .lanewise(VectorOperators.LSHR, 16);
            IntVector odd = rounded(
                            FloatVector.fromArray(FLOATS, result, i + WIDTH).mul(factor))
                    .and(UPPER_HALF);
            even.or(odd).intoMemorySegment(out, at + (long) i * Short.BYTES, ByteOrder.LITTLE_ENDIAN);
        }
    }

    private static IntVector pair(MemorySegment from, long at) {
        return IntVector.fromMemorySegment(INTS, from, at, ByteOrder.LITTLE_ENDIAN);
    }

    private static FloatVector even(IntVector pair) {
        return pair.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }

    private static FloatVector odd(IntVector pair) {
        return pair.and(UPPER_HALF).reinterpretAsFloats();
    }

    /** To the nearest bfloat16, ties to even, in the upper half. */
    private static IntVector rounded(FloatVector values) {
        IntVector bits = values.reinterpretAsInts();
        return bits.add(bits.lanewise(VectorOperators.LSHR, 16).and(1).add(0x7FFF));
    }
}
