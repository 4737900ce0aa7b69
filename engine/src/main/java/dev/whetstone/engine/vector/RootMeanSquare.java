package dev.whetstone.engine.vector;

import static dev.whetstone.engine.vector.BfloatPairs.FLOATS;
import static dev.whetstone.engine.vector.BfloatPairs.WIDTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code w·x/√(mean(x²) + ε)} (Zhang and Sennrich 2019).
 *
 * @param weight w, a whole number of vectors
 */
public record RootMeanSquare(float[] weight, double epsilon) {

    /** Of as many elements as there are weights, from an index on; they may be overwritten with the result. */
    public void apply(float[] x, int at, float[] into, int intoAt) {
        FloatVector squares = FloatVector.zero(FLOATS);
        for (int i = 0; i < weight.length; i += WIDTH) {
            FloatVector some = FloatVector.fromArray(FLOATS, x, at + i);
            squares = some.fma(some, squares);
        }
        double mean = squares.reduceLanes(VectorOperators.ADD) / (double) weight.length;
        float factor = (float) (1 / Math.sqrt(mean + epsilon));
        for (int i = 0; i < weight.length; i += WIDTH) {
            FloatVector.fromArray(FLOATS, x, at + i)
                    .mul(factor)
                    .mul(FloatVector.fromArray(FLOATS, weight, i))
                    .intoArray(into, intoAt + i);
        }
    }
}
