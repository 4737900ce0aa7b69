package dev.whetstone.engine.vector;

import static dev.whetstone.engine.vector.BfloatPairs.WIDTH;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A square of 32-bit elements with as many rows as a vector is long, that is turned over its diagonal: rows half a square apart are zipped, again and again. */
final class Square {

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final IntVector LOWER = zip(0);
    private static final IntVector UPPER = zip(WIDTH / 2);
    private static final int HALF = WIDTH / 2;

    private int[] rows = new int[WIDTH * WIDTH];
    private int[] zipped = new int[WIDTH * WIDTH];

    /** Places of elements from one on of a vector and another in turns, where the other's places follow. */
    private static IntVector zip(int from) {
        int[] places = new int[WIDTH];
        Arrays.setAll(places, i -> from + i / 2 + i % 2 * WIDTH);
        return IntVector.fromArray(INTS, places, 0);
    }

    /**
     * Writes columns of the one as rows of the other.
     *
     * @param at of the first row, in bytes
     * @param step from one row to the next, in bytes
     * @param to of the first row to write, in bytes
     * @param toStep from one of them to the next, in bytes
     */
    void transpose(MemorySegment from, long at, long step, MemorySegment into, long to, long toStep) {
        read(from, at, step);
        for (int length = WIDTH; length > 4; length /= 2) {
            zip(rows, zipped);
            int[] done = zipped;
            zipped = rows;
            rows = done;
        }
        write(into, to, toStep);
    }

    /** Zips what it reads. */
    private void read(MemorySegment from, long at, long step) {
        for (int i = 0; i < HALF; i++) {
            IntVector first = BfloatPairs.read(from, at + i * step);
            IntVector second = BfloatPairs.read(from, at + (i + HALF) * step);
            LOWER.selectFrom(first, second).intoArray(rows, 2 * i * WIDTH);
            UPPER.selectFrom(first, second).intoArray(rows, (2 * i + 1) * WIDTH);
        }
    }

    private static void zip(int[] rows, int[] zipped) {
        for (int i = 0; i < HALF; i++) {
            IntVector first = IntVector.fromArray(INTS, rows, i * WIDTH);
            IntVector second = IntVector.fromArray(INTS, rows, (i + HALF) * WIDTH);
            LOWER.selectFrom(first, second).intoArray(zipped, 2 * i * WIDTH);
            UPPER.selectFrom(first, second).intoArray(zipped, (2 * i + 1) * WIDTH);
        }
    }

    /** Zips what it writes. */
    private void write(MemorySegment into, long to, long step) {
        for (int i = 0; i < HALF; i++) {
            IntVector first = IntVector.fromArray(INTS, rows, i * WIDTH);
            IntVector second = IntVector.fromArray(INTS, rows, (i + HALF) * WIDTH);
            LOWER.selectFrom(first, second).intoMemorySegment(into, to + 2 * i * step, ByteOrder.LITTLE_ENDIAN);
            UPPER.selectFrom(first, second).intoMemorySegment(into, to + (2 * i + 1) * step, ByteOrder.LITTLE_ENDIAN);
        }
    }
}
