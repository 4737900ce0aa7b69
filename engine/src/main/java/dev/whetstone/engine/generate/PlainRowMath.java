package dev.whetstone.engine.generate;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** One element after the other. */
final class PlainRowMath implements RowMath {

    @Override
    public float largest(MemorySegment row, int size) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            largest = Math.max(largest, row.getAtIndex(ValueLayout.JAVA_FLOAT, i)); // NaN wins over every number
        }
        return largest;
    }

    @Override
    public int indexOf(MemorySegment row, int size, float value) {
        int at = 0;
        while (row.getAtIndex(ValueLayout.JAVA_FLOAT, at) != value) {
            at++;
        }
        return at;
    }

    @Override
    public float exponentiate(MemorySegment row, int from, int to, float largest, float scale, float[] into) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            into[i] = (float) Math.exp((row.getAtIndex(ValueLayout.JAVA_FLOAT, i) - largest) * scale);
            sum += into[i];
        }
        return (float) sum;
    }

    @Override
    public int atLeast(float limit, float[] values, int size, int[] into) {
        int found = 0;
        for (int i = 0; i < size; i++) {
            if (values[i] >= limit) {
                into[found++] = i;
            }
        }
        return found;
    }
}
