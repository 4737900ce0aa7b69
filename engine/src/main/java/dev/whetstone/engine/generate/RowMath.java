package dev.whetstone.engine.generate;

import dev.whetstone.engine.torch.VectorSupport;

import java.lang.foreign.MemorySegment;

/** Passes over a row of values, one for each token of the vocabulary. Float32 and in the host's memory. */
interface RowMath {

    int WORTH_VECTORS = 4096;

    /** The fastest for rows of this size. */
    static RowMath forRows(int size) {
        return size >= WORTH_VECTORS && suits(size)
                ? VectorRowMath.ready() // not linked unless the module is there
                : new PlainRowMath();
    }

    /** Whether passes over rows of this size are no slower than the library's operators: long rows need vectors. */
    static boolean suits(int size) {
        return size < WORTH_VECTORS || VectorSupport.lacking().isEmpty();
    }

    /** The largest of the first so many; NaN when one of them is NaN. */
    float largest(MemorySegment row, int size);

    /** Where a value that is there is first. */
    int indexOf(MemorySegment row, int size, float value);

    /** {@code exp((x - largest)·scale)} of the elements in [from, to), at the same places of an array; returns their sum. */
    float exponentiate(MemorySegment row, int from, int to, float largest, float scale, float[] into);

    /** Where the first so many values are not less than a limit, rising; returns how many there are. */
    int atLeast(float limit, float[] values, int size, int[] into);
}
