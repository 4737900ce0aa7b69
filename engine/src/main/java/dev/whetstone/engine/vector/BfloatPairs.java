package dev.whetstone.engine.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Bfloat16 in native memory as float32 in vectors. A bfloat16 is the upper half of a float32, so two neighbours are read as one int and
 * split by shift and mask: one read gives a vector of the elements at even places and one of those at odd places.
 */
public final class BfloatPairs {

    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    static final int WIDTH = FLOATS.length();

    /** Elements that one read gives. */
    static final int BLOCK = 2 * WIDTH;

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int UPPER_HALF = 0xFFFF0000;
    private static final VectorShuffle<Float> LOWER = VectorShuffle.makeZip(FLOATS, 0);
    private static final VectorShuffle<Float> UPPER = VectorShuffle.makeZip(FLOATS, 1);
    private static final VectorShuffle<Float> EVEN = VectorShuffle.makeUnzip(FLOATS, 0);
    private static final VectorShuffle<Float> ODD = VectorShuffle.makeUnzip(FLOATS, 1);

    private BfloatPairs() {}

    /** @param at in bytes */
    static IntVector read(MemorySegment from, long at) {
        return IntVector.fromMemorySegment(INTS, from, at, ByteOrder.LITTLE_ENDIAN);
    }

    /** @param at in bytes */
    static FloatVector floats(MemorySegment from, long at) {
        return FloatVector.fromMemorySegment(FLOATS, from, at, ByteOrder.LITTLE_ENDIAN);
    }

    static FloatVector even(IntVector pairs) {
        return pairs.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }

    static FloatVector odd(IntVector pairs) {
        return pairs.and(UPPER_HALF).reinterpretAsFloats();
    }

    /** The first half of the elements in their order, when they were split into even and odd places. */
    static FloatVector lower(FloatVector even, FloatVector odd) {
        return even.rearrange(LOWER, odd);
    }

    /** The second half of them. */
    static FloatVector upper(FloatVector even, FloatVector odd) {
        return even.rearrange(UPPER, odd);
    }

    /** Writes two vectors one after the other. */
    static void put(FloatVector first, FloatVector second, float[] into, int at) {
        first.intoArray(into, at);
        second.intoArray(into, at + WIDTH);
    }

    /** Writes a block that was split, each element rounded to the nearest, ties to even. */
    static void write(FloatVector even, FloatVector odd, MemorySegment to, long at) {
        IntVector low = rounded(even).lanewise(VectorOperators.LSHR, 16);
        IntVector high = rounded(odd).and(UPPER_HALF);
        low.or(high).intoMemorySegment(to, at, ByteOrder.LITTLE_ENDIAN);
    }

    /** Adds a block that was split to float32 in native memory. @param at in bytes */
    static void add(FloatVector even, FloatVector odd, MemorySegment sum, long at) {
        add(lower(even, odd), sum, at);
        add(upper(even, odd), sum, at + (long) WIDTH * Float.BYTES);
    }

    private static void add(FloatVector more, MemorySegment sum, long at) {
        floats(sum, at).add(more).intoMemorySegment(sum, at, ByteOrder.LITTLE_ENDIAN);
    }

    /** Adds a whole number of blocks to float32 that is split into even and odd places. @param at in bytes */
    public static void addSplit(MemorySegment more, long at, int count, float[] sum) {
        for (int i = 0; i < count; i += BLOCK) {
            IntVector pairs = read(more, at + (long) i * Short.BYTES);
            even(pairs).add(FloatVector.fromArray(FLOATS, sum, i)).intoArray(sum, i);
            odd(pairs).add(FloatVector.fromArray(FLOATS, sum, i + WIDTH)).intoArray(sum, i + WIDTH);
        }
    }

    /** Writes what {@link #addSplit} has summed up, and begins anew. @param at in bytes */
    public static void drainSplit(float[] sum, int count, MemorySegment to, long at) {
        writeSplit(sum, 0, count, to, at);
        Arrays.fill(sum, 0, count, 0);
    }

    /** A whole number of blocks, split into even and odd places. @param at in bytes */
    static void readSplit(MemorySegment from, long at, int count, float[] into, int intoAt) {
        for (int i = 0; i < count; i += BLOCK) {
            IntVector pairs = read(from, at + (long) i * Short.BYTES);
            put(even(pairs), odd(pairs), into, intoAt + i);
        }
    }

    /** The same from the first element on. */
    public static void writeSplit(float[] from, int count, MemorySegment to, long at) {
        writeSplit(from, 0, count, to, at);
    }

    /** The way back. @param at in bytes */
    static void writeSplit(float[] from, int fromAt, int count, MemorySegment to, long at) {
        for (int i = 0; i < count; i += BLOCK) {
            write(
                    FloatVector.fromArray(FLOATS, from, fromAt + i),
                    FloatVector.fromArray(FLOATS, from, fromAt + i + WIDTH),
                    to,
                    at + (long) i * Short.BYTES);
        }
    }

    /** Where an element is when each block is split. */
    public static int splitPlace(int element) {
        int within = element % BLOCK;
        return element - within + within / 2 + within % 2 * WIDTH;
    }

    /** {@code Σ a·b} over a whole number of blocks. @param aAt in bytes */
    public static float dot(MemorySegment a, long aAt, MemorySegment b, long bAt, int count) {
        FloatVector ofEven = FloatVector.zero(FLOATS);
        FloatVector ofOdd = FloatVector.zero(FLOATS);
        for (int i = 0; i < count; i += BLOCK) {
            IntVector some = read(a, aAt + (long) i * Short.BYTES);
            IntVector others = read(b, bAt + (long) i * Short.BYTES);
            ofEven = even(some).fma(even(others), ofEven);
            ofOdd = odd(some).fma(odd(others), ofOdd);
        }
        return SameBits.sum(ofEven.add(ofOdd));
    }

    /** Puts the elements of each block at even places before those at odd ones; the count is a whole number of blocks. */
    public static void split(float[] from, int at, int count, float[] into, int intoAt) {
        for (int i = 0; i < count; i += BLOCK) {
            FloatVector first = FloatVector.fromArray(FLOATS, from, at + i);
            FloatVector second = FloatVector.fromArray(FLOATS, from, at + i + WIDTH);
            put(first.rearrange(EVEN, second), first.rearrange(ODD, second), into, intoAt + i);
        }
    }

    /** Widens so many elements. */
    public static void widen(MemorySegment from, long at, int count, float[] into, int intoAt) {
        int whole = count / BLOCK * BLOCK;
        for (int i = 0; i < whole; i += BLOCK) {
            IntVector pairs = read(from, at + (long) i * Short.BYTES);
            FloatVector even = even(pairs);
            FloatVector odd = odd(pairs);
            put(lower(even, odd), upper(even, odd), into, intoAt + i);
        }
        for (int i = whole; i < count; i++) {
            into[intoAt + i] = toFloat(from.get(ValueLayout.JAVA_SHORT, at + (long) i * Short.BYTES));
        }
    }

    /** Narrows a whole number of blocks, each element rounded to the nearest, ties to even. */
    public static void narrow(float[] from, int fromAt, int count, MemorySegment to, long at) {
        for (int i = 0; i < count; i += BLOCK) {
            FloatVector first = FloatVector.fromArray(FLOATS, from, fromAt + i);
            FloatVector second = FloatVector.fromArray(FLOATS, from, fromAt + i + WIDTH);
            write(first.rearrange(EVEN, second), first.rearrange(ODD, second), to, at + (long) i * Short.BYTES);
        }
    }

    public static float toFloat(short bfloat16) {
        return Float.intBitsToFloat(bfloat16 << 16);
    }

    /** A value that is not a number stays none. */
    public static short toBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        return Float.isNaN(value) ? (short) 0x7FC0 : (short) ((bits + (bits >>> 16 & 1) + 0x7FFF) >>> 16);
    }

    private static IntVector rounded(FloatVector values) {
        IntVector bits = values.reinterpretAsInts();
        return bits.add(bits.lanewise(VectorOperators.LSHR, 16).and(1).add(0x7FFF));
    }
}
