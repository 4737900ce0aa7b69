package dev.whetstone.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whetstone.engine.OtherJvm;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

class SameBitsTest {

    private static final int WIDTH = 128;
    private static final int ROUNDS = 30_000; // the compiler has long been done

    @Test
    void powersAreThoseOfTheMathematicalFunction() {
        for (float x = -86.9f; x < 87.9f; x += 0.0137f) {
            double expected = Math.exp(x);
            assertThat((double) power(x)).as("e^%s", x).isCloseTo(expected, within(4e-7 * expected));
        }
    }

    @Test
    void powersOutsideAreThoseOfTheEndsAndWhatIsNoNumberStaysNone() {
        assertThat(power(Float.NEGATIVE_INFINITY)).isEqualTo(power(-87)).isLessThan(1e-37f);
        assertThat(power(Float.POSITIVE_INFINITY)).isEqualTo(power(88)).isGreaterThan(1e38f);
        assertThat(power(Float.NaN)).isNaN();
        assertThat(power(0)).isEqualTo(1);
    }

    /** Interpreted, half compiled and compiled in a machine with the best compiler; and in this one, which has not got it. */
    @Test
    void whatTrainingComputesInVectorsHasTheSameBitsHoweverItIsCompiled() throws IOException, InterruptedException {
        String said = OtherJvm.run(OtherJvm.QUICK_COMPILER, getClass(), Integer.toString(ROUNDS));

        assertThat(said).contains("results " + Set.of(kernels()));
    }

    public static void main(String[] arguments) {
        Set<Integer> results = new HashSet<>();
        for (int round = 0; round < Integer.parseInt(arguments[0]); round++) {
            results.add(kernels());
        }
        System.out.println("results " + results);
    }

    private static float power(float x) {
        return SameBits.exp(FloatVector.broadcast(BfloatPairs.FLOATS, x)).lane(0);
    }

    /** Of everything that the kernels write and give back. */
    private static int kernels() {
        SplittableRandom random = new SplittableRandom(3);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment both = values(arena, random, 2 * WIDTH);
            MemorySegment gradient = values(arena, random, WIDTH);
            MemorySegment product = arena.allocate(WIDTH * Short.BYTES, Long.BYTES);
            MemorySegment ofBoth = arena.allocate(2L * WIDTH * Short.BYTES, Long.BYTES);
            MemorySegment sum = arena.allocate(WIDTH * Float.BYTES, Long.BYTES);
            int result = 0;
            for (Gating gating : Gating.values()) {
                gating.apply(both, 0, WIDTH, product, 0, new float[2 * WIDTH]);
                gating.backward(gradient, 0, both, 0, WIDTH, ofBoth, new float[4 * WIDTH]);
                result = 31 * (31 * result + hash(product)) + hash(ofBoth);
            }
            NormRow norm = NormRow.of(floats(random), 1e-5);
            float inverse = norm.forward(both, 0, product, 0);
            norm.backward(gradient, 0, both, 0, inverse, sum, 0);
            result = 31 * (31 * (31 * result + Float.floatToIntBits(inverse)) + hash(product)) + hash(sum);
            SoftmaxColumns softmax = SoftmaxColumns.of(0.25f, 60, 64, new SoftmaxColumns.Sight() {
                @Override
                public int first(int query) {
                    return query / 4;
                }

                @Override
                public int last(int query) {
                    return query / 2 + 1;
                }
            });
            MemorySegment scores = floats(arena, random, 32 * 64);
            MemorySegment again = floats(arena, random, 32 * 64).copyFrom(scores);
            MemorySegment gradients = floats(arena, random, 32 * 64);
            float[] logarithms = new float[64];
            softmax.forward(scores, 0, 32, logarithms, new float[64]);
            softmax.backward(again, gradients, 0, 32, logarithms, new float[64]);
            result = 31 * result + Arrays.hashCode(logarithms);
            RunningSoftmax running = new RunningSoftmax(new long[] {5});
            MemorySegment tile = floats(arena, random, WIDTH);
            running.add(0, 0, WIDTH, WIDTH, tile, 0);
            SplitBlocks.narrow(tile, WIDTH, 1, product, 0, WIDTH, WIDTH);
            running.gradient(0, tile, 0, WIDTH, both, 0, gradient, 0);
            result = 31 * result + Float.floatToIntBits(running.logProbability(0));
            result = 31 * (31 * (31 * result + hash(tile)) + hash(product)) + hash(gradient);
            return 31 * (31 * (31 * result + hash(scores)) + hash(again)) + hash(gradients);
        }
    }

    private static MemorySegment values(Arena arena, SplittableRandom random, int count) {
        MemorySegment memory = arena.allocate((long) count * Short.BYTES, Long.BYTES);
        for (int i = 0; i < count; i++) {
            memory.setAtIndex(ValueLayout.JAVA_SHORT, i, BfloatPairs.toBfloat16((float) random.nextGaussian()));
        }
        return memory;
    }

    private static MemorySegment floats(Arena arena, SplittableRandom random, int count) {
        MemorySegment memory = arena.allocate((long) count * Float.BYTES, Long.BYTES);
        for (int i = 0; i < count; i++) {
            memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
        }
        return memory;
    }

    private static float[] floats(SplittableRandom random) {
        float[] values = new float[WIDTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static int hash(MemorySegment memory) {
        return Arrays.hashCode(memory.toArray(ValueLayout.JAVA_BYTE));
    }
}
