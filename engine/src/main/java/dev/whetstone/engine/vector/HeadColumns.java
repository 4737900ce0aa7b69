package dev.whetstone.engine.vector;

import static dev.whetstone.engine.vector.BfloatPairs.FLOATS;
import static dev.whetstone.engine.vector.BfloatPairs.WIDTH;

import jdk.incubator.vector.FloatVector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Heads that stand side by side instead of one below the other: (D, queries) in float32, queries in the order of {@link SplitBlocks}. */
public final class HeadColumns {

    private final float[] values;
    private final int[] places; // of the elements of a head, in split order

    private HeadColumns(float[] values, int[] places) {
        this.values = values;
        this.places = places;
    }

    public static HeadColumns of(MemorySegment values, int dimension, int queries) {
        float[] copy = new float[dimension * queries];
        MemorySegment.copy(values, ValueLayout.JAVA_FLOAT, 0, copy, 0, copy.length);
        int[] places = new int[dimension];
        for (int i = 0; i < dimension; i++) {
            places[BfloatPairs.splitPlace(i)] = i * queries;
        }
        return new HeadColumns(copy, places);
    }

    /** One head, times a factor. @param into (D), overwritten, in blocks that are split */
    public void read(int query, float factor, float[] into) {
        int column = BfloatPairs.splitPlace(query);
        for (int i = 0; i < places.length; i += WIDTH) {
            FloatVector.fromArray(FLOATS, values, column, places, i).mul(factor).intoArray(into, i);
        }
    }

    /** @param rows (count, D) of bfloat16 @param into (D, count), overwritten */
    public static void transpose(MemorySegment rows, int count, int dimension, MemorySegment into) {
        for (int d = 0; d < dimension; d++) {
            for (int i = 0; i < count; i++) {
                short value = rows.get(ValueLayout.JAVA_SHORT, ((long) i * dimension + d) * Short.BYTES);
                into.set(ValueLayout.JAVA_SHORT, ((long) d * count + i) * Short.BYTES, value);
            }
        }
    }
}
