package dev.whetstone.engine.generate;

/** The values of a row from a limit upwards. A limit that falls until there are enough leaves few of fifty thousand to be sorted. */
final class LargestValues {

    private final RowMath math;
    private int[] found = new int[0];
    private float[] values = new float[0];
    private int count;

    LargestValues(RowMath math) {
        this.math = math;
    }

    /** Looks for those of the first so many values that are not less than the limit. */
    LargestValues find(float limit, float[] values, int size) {
        if (found.length < size) {
            found = new int[size];
        }
        this.values = values;
        count = math.atLeast(limit, values, size, found);
        return this;
    }

    int count() {
        return count;
    }

    /** Of those found. */
    double sum() {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[found[i]];
        }
        return sum;
    }

    Likeliest sorted() {
        return Likeliest.of(found, count, values);
    }
}
