package dev.whetstone.engine.generate;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** With vector instructions; what is left over at the end of a row goes one by one. */
final class VectorRowMath implements RowMath {

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int WIDTH = FLOATS.length();
    private static final int WARM_UP_SIZE = 1024;
    private static final int WARM_UP_ROUNDS = 1_500;

    private final PlainRowMath plain = new PlainRowMath();

    /** Compiled before the first request pays for it: uncompiled, vectors are a thousand times slower. */
    private static final class Ready {
        private static final VectorRowMath INSTANCE = warmedUp();
    }

    static VectorRowMath ready() {
        return Ready.INSTANCE;
    }

    @Override
    public float largest(MemorySegment row, int size) {
        int whole = FLOATS.loopBound(size);
        FloatVector largest = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < whole; i += WIDTH) {
            largest = largest.max(load(row, i));
        }
        float most = largest.reduceLanes(VectorOperators.MAX); // NaN wins over every number
        for (int i = whole; i < size; i++) {
            most = Math.max(most, row.getAtIndex(ValueLayout.JAVA_FLOAT, i));
        }
        return most;
    }

    @Override
    public int indexOf(MemorySegment row, int size, float value) {
        int whole = FLOATS.loopBound(size);
        for (int i = 0; i < whole; i += WIDTH) {
            VectorMask<Float> same = load(row, i).compare(VectorOperators.EQ, value);
            if (same.anyTrue()) {
                return i + same.firstTrue();
            }
        }
        long rest = (long) whole * Float.BYTES;
        return whole + plain.indexOf(row.asSlice(rest), size - whole, value);
    }

    @Override
    public float exponentiate(MemorySegment row, int from, int to, float largest, float scale, float[] into) {
        int whole = from + FLOATS.loopBound(to - from);
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int i = from; i < whole; i += WIDTH) {
            FloatVector power = load(row, i).sub(largest).mul(scale).lanewise(VectorOperators.EXP);
            power.intoArray(into, i);
            sum = sum.add(power);
        }
        return sum.reduceLanes(VectorOperators.ADD) + plain.exponentiate(row, whole, to, largest, scale, into);
    }

    @Override
    public int atLeast(float limit, float[] values, int size, int[] into) {
        int whole = FLOATS.loopBound(size);
        int found = 0;
        for (int i = 0; i < whole; i += WIDTH) {
            long kept = FloatVector.fromArray(FLOATS, values, i)
                    .compare(VectorOperators.GE, limit)
                    .toLong();
            for (; kept != 0; kept &= kept - 1) {
                into[found++] = i + Long.numberOfTrailingZeros(kept);
            }
        }
        for (int i = whole; i < size; i++) {
            if (values[i] >= limit) {
                into[found++] = i;
            }
        }
        return found;
    }

    private static FloatVector load(MemorySegment row, int at) {
        return FloatVector.fromMemorySegment(FLOATS, row, (long) at * Float.BYTES, ByteOrder.nativeOrder());
    }

    private static VectorRowMath warmedUp() {
        VectorRowMath math = new VectorRowMath();
        float[] some = new float[WARM_UP_SIZE];
        for (int i = 0; i < some.length; i++) {
            some[i] = i % 7;
        }
        MemorySegment row = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, some);
        int[] found = new int[WARM_UP_SIZE];
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            math.indexOf(row, WARM_UP_SIZE, math.largest(row, WARM_UP_SIZE));
            math.exponentiate(row, 0, WARM_UP_SIZE, 6, 1, some);
            math.atLeast(0.5f, some, WARM_UP_SIZE, found);
        }
        return math;
    }
}
