package dev.whetstone.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whetstone.engine.torch.VectorSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Vectors say what the plain loops say, also where a row is no whole number of vectors. */
class RowMathTest {

    private final RowMath vectors = new VectorRowMath();
    private final RowMath plain = new PlainRowMath();

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 16, 31, 259, 1000})
    void vectorsSayWhatThePlainLoopsSay(int size) {
        float[] logits = logits(size);
        MemorySegment row = MemorySegment.ofArray(logits);

        float largest = plain.largest(row, size);
        assertThat(vectors.largest(row, size)).isEqualTo(largest);
        for (float each : logits) {
            assertThat(vectors.indexOf(row, size, each)).isEqualTo(plain.indexOf(row, size, each));
        }
        float[] expected = new float[size];
        float[] weights = new float[size];
        float sum = plain.exponentiate(row, size / 3, size, largest, 0.7f, expected);
        assertThat(vectors.exponentiate(row, size / 3, size, largest, 0.7f, weights))
                .isCloseTo(sum, within(1e-5f * sum));
        assertThat(weights).containsExactly(expected, within(1e-6f));
        for (float limit : new float[] {-1, 0, 0.3f, 1}) {
            int[] found = new int[size];
            int[] wanted = new int[size];
            assertThat(vectors.atLeast(limit, expected, size, found))
                    .isEqualTo(plain.atLeast(limit, expected, size, wanted));
            assertThat(found).isEqualTo(wanted);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 16, 258})
    void whatIsNoNumberIsTheLargest(int at) {
        float[] logits = logits(259);
        logits[at] = Float.NaN;
        MemorySegment row = MemorySegment.ofArray(logits);

        assertThat(plain.largest(row, 259)).isNaN();
        assertThat(vectors.largest(row, 259)).isNaN();
    }

    @Test
    void whatIsBannedWeighsNothing() {
        float[] logits = new float[64];
        Arrays.fill(logits, Float.NEGATIVE_INFINITY);
        logits[40] = -3;
        MemorySegment row = MemorySegment.ofArray(logits);
        float[] weights = new float[64];

        assertThat(vectors.largest(row, 64)).isEqualTo(-3);
        assertThat(vectors.exponentiate(row, 0, 64, -3, 1e30f, weights)).isEqualTo(1);
        assertThat(weights).containsOnly(0, 1);
    }

    @Test
    void largeRowsAreReadWithVectorsWhereTheVirtualMachineHasThem() {
        assertThat(RowMath.forRows(49_152))
                .isInstanceOf(VectorSupport.lacking().isEmpty() ? VectorRowMath.class : PlainRowMath.class);
        assertThat(RowMath.forRows(259)).isInstanceOf(PlainRowMath.class);
    }

    private static float[] logits(int size) {
        SplittableRandom random = new SplittableRandom(size);
        float[] logits = new float[size];
        for (int i = 0; i < size; i++) {
            logits[i] = Math.round(40 * random.nextDouble() - 30) / 2f;
        }
        return logits;
    }
}
