package dev.whetstone.engine.vector;

import static dev.whetstone.engine.vector.BfloatPairs.BLOCK;
import static dev.whetstone.engine.vector.BfloatPairs.WIDTH;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Heads that stand side by side instead of one below the other: (D, queries) in float32, queries in the order of {@link SplitBlocks}. */
public final class HeadColumns {

    private final MemorySegment rows; // (queries, D), blocks of both split
    private final int dimension;

    private HeadColumns(MemorySegment rows, int dimension) {
        this.rows = rows;
        this.dimension = dimension;
    }

    /**
     * @param values (D, queries), both whole blocks
     * @param room for as many, overwritten: the heads lie in it
     */
    public static HeadColumns of(MemorySegment values, int dimension, int queries, MemorySegment room) {
        Square square = new Square();
        long row = (long) queries * Float.BYTES;
        long head = (long) dimension * Float.BYTES;
        for (int query = 0; query < queries; query += WIDTH) {
            for (int d = 0; d < dimension; d += BLOCK) {
                for (int odd = 0; odd < 2; odd++) {
                    long from = (d + odd) * row + (long) query * Float.BYTES;
                    long to = query * head + (long) (d + odd * WIDTH) * Float.BYTES;
                    square.transpose(values, from, 2 * row, room, to, head);
                }
            }
        }
        return new HeadColumns(room, dimension);
    }

    /** One head, times a factor. @param into (D), overwritten, in blocks that are split */
    public void read(int query, float factor, float[] into) {
        long at = (long) BfloatPairs.splitPlace(query) * dimension * Float.BYTES;
        for (int i = 0; i < dimension; i += WIDTH) {
            BfloatPairs.floats(rows, at + (long) i * Float.BYTES).mul(factor).intoArray(into, i);
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
