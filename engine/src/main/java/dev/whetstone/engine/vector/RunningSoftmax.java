package dev.whetstone.engine.vector;

import static dev.whetstone.engine.vector.BfloatPairs.BLOCK;
import static dev.whetstone.engine.vector.BfloatPairs.FLOATS;
import static dev.whetstone.engine.vector.BfloatPairs.WIDTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Softmax of rows whose logits come tile by tile and are forgotten (Milakov and Gimelshein 2018), and what it says of one target in each row. Powers are taken
 * beside a reference, which is raised only where the largest logit has left it far behind: float32 and bfloat16 hold what lies between. Logits are float32
 * in native memory in the order of {@link SplitBlocks}: of each {@link WeightMatrix#PIECE} those at even places first.
 */
public final class RunningSoftmax {

    /** From the reference to the largest logit: sums of powers stay far below the largest number. */
    private static final float FAR = 40;

    private final long[] targets;
    private final float[] references;
    private final float[] sums; // (rows, lanes)
    private final float[] ofTargets;

    /** @param targets the logit of each row that is looked at */
    public RunningSoftmax(long[] targets) {
        this.targets = targets;
        this.references = new float[targets.length];
        this.sums = new float[targets.length * WIDTH];
        this.ofTargets = new float[targets.length];
        Arrays.fill(references, Float.NEGATIVE_INFINITY);
    }

    /**
     * Takes a row's next logits, which become their powers, with 0 in the target's place: {@link #gradient} adds its share in float32.
     *
     * @param first of them, by its index
     * @param real logits, behind which others fill the tile up
     * @param count with those, a multiple of {@link WeightMatrix#PIECE}
     * @param logits from a byte on, overwritten
     * @return what the row's earlier powers are to be multiplied by
     */
    public float add(int row, int first, int real, int count, MemorySegment logits, long at) {
        for (int i = real; i < count; i++) {
            logits.set(ValueLayout.JAVA_FLOAT, place(at, i), Float.NEGATIVE_INFINITY);
        }
        long target = targets[row] - first;
        boolean within = target >= 0 && target < real;
        long ofTarget = within ? place(at, (int) target) : at;
        if (within) {
            ofTargets[row] = logits.get(ValueLayout.JAVA_FLOAT, ofTarget);
        }
        float factor = raise(row, largest(logits, at, count));
        powers(logits, at, count, references[row]);
        add(logits, at, count, row * WIDTH);
        if (within) {
            logits.set(ValueLayout.JAVA_FLOAT, ofTarget, 0);
        }
        return factor;
    }

    private static long place(long at, int index) {
        return at + (long) BfloatPairs.splitPlace(index) * Float.BYTES;
    }

    private float raise(int row, float largest) {
        if (!(largest > references[row] + FAR)) {
            return 1;
        }
        float factor = (float) Math.exp(references[row] - largest);
        references[row] = largest;
        for (int i = row * WIDTH; i < (row + 1) * WIDTH; i++) {
            sums[i] *= factor;
        }
        return factor;
    }

    // In methods of their own: the compiler stops inlining after some dozens of vector operations in one.

    private static float largest(MemorySegment logits, long at, int count) {
        FloatVector largest = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < count; i += WIDTH) {
            largest = largest.max(BfloatPairs.floats(logits, at + (long) i * Float.BYTES));
        }
        return largest.reduceLanes(VectorOperators.MAX);
    }

    private static void powers(MemorySegment logits, long at, int count, float reference) {
        for (int i = 0; i < count; i += WIDTH) {
            long to = at + (long) i * Float.BYTES;
            SameBits.exp(BfloatPairs.floats(logits, to).sub(reference))
                    .intoMemorySegment(logits, to, ByteOrder.LITTLE_ENDIAN);
        }
    }

    private void add(MemorySegment powers, long at, int count, int to) {
        FloatVector sum = FloatVector.fromArray(FLOATS, sums, to);
        for (int i = 0; i < count; i += WIDTH) {
            sum = sum.add(BfloatPairs.floats(powers, at + (long) i * Float.BYTES));
        }
        sum.intoArray(sums, to);
    }

    /** Multiplies so many elements of float32 from a byte on. @param count a multiple of {@link WeightMatrix#PIECE} */
    public static void scale(MemorySegment sums, long at, int count, float factor) {
        for (int i = 0; i < count; i += WIDTH) {
            long to = at + (long) i * Float.BYTES;
            BfloatPairs.floats(sums, to).mul(factor).intoMemorySegment(sums, to, ByteOrder.LITTLE_ENDIAN);
        }
    }

    /** Of the row's target in nats, after the last tile. */
    public float logProbability(int row) {
        return (float) (ofTargets[row] - references[row] - Math.log(sum(row)));
    }

    private float sum(int row) {
        return SameBits.sum(FloatVector.fromArray(FLOATS, sums, row * WIDTH));
    }

    /**
     * {@code Σ p·w - w[target]} of a row, the gradient of the target's negative log-probability by what was multiplied by the weights.
     *
     * @param weighted (count) from a byte on: the narrowed powers times weights, in float32 and in the order of {@link SplitBlocks}
     * @param count a multiple of {@link WeightMatrix#PIECE}
     * @param weights (count) from a byte on: the target's, in bfloat16
     * @param into (count) from a byte on, in bfloat16
     */
    public void gradient(
            int row,
            MemorySegment weighted,
            long at,
            int count,
            MemorySegment weights,
            long weightsAt,
            MemorySegment into,
            long to) {
        float inverse = 1 / sum(row);
        float ofTarget = (float) Math.expm1(logProbability(row)); // p - 1
        for (int i = 0; i < count; i += BLOCK) {
            long from = at + (long) i * Float.BYTES;
            IntVector pairs = BfloatPairs.read(weights, weightsAt + (long) i * Short.BYTES);
            FloatVector even = BfloatPairs.even(pairs).mul(ofTarget);
            FloatVector odd = BfloatPairs.odd(pairs).mul(ofTarget);
            BfloatPairs.write(
                    BfloatPairs.floats(weighted, from).mul(inverse).add(even),
                    BfloatPairs.floats(weighted, from + (long) WIDTH * Float.BYTES)
                            .mul(inverse)
                            .add(odd),
                    into,
                    to + (long) i * Short.BYTES);
        }
    }
}
