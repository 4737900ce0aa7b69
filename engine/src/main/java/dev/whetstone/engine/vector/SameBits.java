package dev.whetstone.engine.vector;

import static dev.whetstone.engine.vector.BfloatPairs.FLOATS;
import static dev.whetstone.engine.vector.BfloatPairs.WIDTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Vector arithmetic that gives the same bits interpreted, half compiled and compiled, which the Vector API does not promise of sums over lanes and of powers:
 * training that is killed and resumed in a fresh process must end as it would have ended.
 */
final class SameBits {

    private static final float LOG2_E = 1.44269504f;
    private static final float LN2_HIGH = 0.693145752f; // its product with a whole number is exact
    private static final float LN2_LOW = 1.42860682e-6f;
    private static final float WHOLE = 0x1.8p23f; // added, it leaves the nearest whole number in the lowest bits
    private static final float LEAST = -87;
    private static final float MOST = 88;
    private static final int BIAS = 127;
    private static final int FRACTION_BITS = 23;

    private SameBits() {}

    /**
     * {@code e^x = 2^n·e^r} with n whole and r within ln 2 / 2 of zero, e^r by the first terms of its series (Cody and Waite 1980, chapter 6). Within 3 units of the last
     * place; x is taken as -87 or 88 where it is below or above. What is not a number stays none.
     */
    static FloatVector exp(FloatVector x) {
        FloatVector near = x.max(LEAST).min(MOST);
        FloatVector shifted = near.mul(LOG2_E).add(WHOLE);
        FloatVector n = shifted.sub(WHOLE);
        FloatVector r = n.mul(-LN2_HIGH).add(near);
        r = n.mul(-LN2_LOW).add(r);
        FloatVector series = r.mul(1 / 720f).add(1 / 120f);
        series = series.fma(r, broadcast(1 / 24f));
        series = series.fma(r, broadcast(1 / 6f));
        series = series.fma(r, broadcast(0.5f));
        series = series.fma(r, broadcast(1));
        series = series.fma(r, broadcast(1));
        return shifted.reinterpretAsInts()
                .add(BIAS)
                .lanewise(VectorOperators.LSHL, FRACTION_BITS)
                .reinterpretAsFloats()
                .mul(series);
    }

    /** Of all lanes, in their order. */
    static float sum(FloatVector lanes) {
        float[] each = new float[WIDTH];
        lanes.intoArray(each, 0);
        float sum = 0;
        for (float one : each) {
            sum += one;
        }
        return sum;
    }

    private static FloatVector broadcast(float value) {
        return FloatVector.broadcast(FLOATS, value);
    }
}
