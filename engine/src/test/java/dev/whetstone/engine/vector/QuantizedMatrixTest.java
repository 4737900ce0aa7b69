package dev.whetstone.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

class QuantizedMatrixTest {

    private static final int OUTS = 70; // no whole number of pieces
    private static final int INS = 24;

    private final Arena arena = Arena.ofConfined();
    private final SplittableRandom random = new SplittableRandom(3);
    private final float[] weights = random(OUTS * INS);

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void anElementIsOffByHalfAStepAtMost() {
        QuantizedMatrix matrix = quantized();
        float[] row = new float[INS];
        for (int out = 0; out < OUTS; out++) {
            matrix.row(out, row);
            float step = matrix.scales()[out];
            for (int in = 0; in < INS; in++) {
                assertThat(row[in]).as("%d, %d", out, in).isCloseTo(weights[out * INS + in], within(0.501f * step));
            }
        }
    }

    @Test
    void theLargestOfARowIsKeptAndARowOfZerosStaysOne() {
        for (int in = 0; in < INS; in++) {
            weights[5 * INS + in] = 0;
        }
        weights[7 * INS + 3] = -8;
        QuantizedMatrix matrix = quantized();
        float[] row = new float[INS];
        matrix.row(5, row);
        assertThat(row).containsOnly(0);
        matrix.row(7, row);
        assertThat(row[3]).isEqualTo(-8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 9})
    void aProductIsThatOfTheValuesThatStandForTheElements(int rows) {
        QuantizedMatrix matrix = quantized();
        float[] x = random(rows * INS);
        float[] tile = new float[rows * WeightMatrix.PIECE];
        float[] row = new float[INS];
        for (int piece = 0; piece < matrix.pieces(); piece++) {
            matrix.multiply(piece, x, rows, tile);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < WeightMatrix.PIECE && piece * WeightMatrix.PIECE + j < OUTS; j++) {
                    matrix.row(piece * WeightMatrix.PIECE + j, row);
                    double expected = 0;
                    for (int in = 0; in < INS; in++) {
                        expected += (double) row[in] * x[i * INS + in];
                    }
                    assertThat((double) tile[i * WeightMatrix.PIECE + j]).isCloseTo(expected, within(1e-5));
                }
            }
        }
    }

    @Test
    void widenedItHoldsTheSameValuesInBfloat16() {
        QuantizedMatrix matrix = quantized();
        int blockOuts = 2 * WeightMatrix.PIECE;
        long blockBytes = (long) blockOuts * INS * Short.BYTES;
        long blocks = (OUTS + blockOuts - 1) / blockOuts;
        BlockedMatrix wide =
                new BlockedMatrix(arena.allocate(blocks * blockBytes, 64), OUTS, INS, blockOuts, blockBytes);

        matrix.widenInto(wide);

        float[] row = new float[INS];
        for (int out = 0; out < OUTS; out++) {
            matrix.row(out, row);
            for (int in = 0; in < INS; in++) {
                assertThat(wide.element(out, in)).isEqualTo(BfloatPairs.toBfloat16(row[in]));
            }
        }
    }

    private QuantizedMatrix quantized() {
        MemorySegment plain = arena.allocate((long) weights.length * Short.BYTES, 64);
        for (int i = 0; i < weights.length; i++) {
            short narrow = BfloatPairs.toBfloat16(weights[i]);
            plain.setAtIndex(ValueLayout.JAVA_SHORT, i, narrow);
            weights[i] = BfloatPairs.toFloat(narrow);
        }
        MemorySegment memory = arena.allocate(QuantizedMatrix.bytes(OUTS, INS), 64);
        return QuantizedMatrix.of(plain, OUTS, INS, memory);
    }

    private float[] random(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }
}
