package dev.whetstone.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Against sums one product after another, of factors like those of queries, keys and values: each part has columns and outputs of its own. */
class LowRankTest {

    private static final int INS = 3 * BfloatPairs.BLOCK;
    private static final int PIECES = 5;
    private static final int OUTS = PIECES * WeightMatrix.PIECE;
    private static final int RANK = 11; // columns 0 to 5 for the first outputs, 6 is zero, 7 to 10 for the others
    private static final int BORDER = 2 * WeightMatrix.PIECE + 8; // within a piece
    private static final int ZERO = 6;
    private static final int ROWS = 6;
    private static final int WIDTH = RANK + 2;

    private final SplittableRandom random = new SplittableRandom(7);
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment a = drawn(RANK * INS);
    private final MemorySegment b = drawn(RANK * OUTS);
    private final float[] x = floats(ROWS * INS);
    private final LowRank update = update();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void aBottleneckIsTheSumOverTheInputsOfEachRowThatIsNamed(int count) {
        int[] rows = last(count);

        float[] u = narrow(rows);

        for (int row : rows) {
            for (int column = 0; column < RANK; column++) {
                assertThat(u[row * WIDTH + column])
                        .as("row %d, column %d", row, column)
                        .isCloseTo((float) bottleneck(row, column), within(1e-4f));
            }
        }
        assertThat(Arrays.copyOf(u, rows[0] * WIDTH)).as("rows before").containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void outputsOfTheNamedPiecesGrowByTheSumOverTheColumns(int count) {
        int[] rows = last(count);
        float[] u = floats(ROWS * WIDTH);
        float[] before = floats(ROWS * OUTS);
        float[] y = before.clone();

        update.widen(u, WIDTH, rows, 1, PIECES - 1, y);

        for (int row = 0; row < ROWS; row++) {
            for (int out = 0; out < OUTS; out++) {
                boolean named = row >= rows[0] && out >= WeightMatrix.PIECE && out < OUTS - WeightMatrix.PIECE;
                double added = named ? added(u, row, out) : 0;
                assertThat(y[row * OUTS + out])
                        .as("row %d, output %d", row, out)
                        .isCloseTo((float) (before[row * OUTS + out] + added), within(1e-4f));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void aRowGetsTheSameBitsAloneAndBesideOthers(int count) {
        int[] rows = last(count);
        float[] together = new float[ROWS * OUTS];
        float[] alone = new float[ROWS * OUTS];

        update.widen(narrow(rows), WIDTH, rows, 0, PIECES, together);
        for (int row : rows) {
            int[] one = {row};
            update.widen(narrow(one), WIDTH, one, 0, PIECES, alone);
        }

        assertThat(together).containsExactly(alone);
    }

    @Test
    void theCopyKeepsEachColumnForItsOwnPiecesOnly() {
        int pieceOfBorder = BORDER / WeightMatrix.PIECE;
        int firstPart = ZERO * (pieceOfBorder + 1);
        int secondPart = (RANK - ZERO - 1) * (PIECES - pieceOfBorder);

        assertThat(PiecedColumns.bytes(b, RANK, OUTS))
                .isEqualTo((long) (firstPart + secondPart) * WeightMatrix.PIECE * Short.BYTES);
    }

    @Test
    void columnsThatAreZeroTakeNothingAndAddNothing() {
        MemorySegment zero = arena.allocate((long) RANK * OUTS * Short.BYTES);
        float[] y = new float[OUTS];

        new LowRank(a, INS, PiecedColumns.copy(zero, RANK, OUTS, arena))
                .widen(floats(WIDTH), WIDTH, new int[] {0}, 0, PIECES, y);

        assertThat(PiecedColumns.bytes(zero, RANK, OUTS)).isZero();
        assertThat(y).containsOnly(0);
    }

    private LowRank update() {
        for (int column = 0; column < RANK; column++) {
            for (int out = 0; out < OUTS; out++) {
                if (column == ZERO || column < ZERO != out < BORDER) {
                    b.setAtIndex(ValueLayout.JAVA_SHORT, (long) column * OUTS + out, (short) 0);
                }
            }
        }
        return new LowRank(a, INS, PiecedColumns.copy(b, RANK, OUTS, arena));
    }

    private float[] narrow(int[] rows) {
        float[] split = new float[ROWS * INS];
        BfloatPairs.split(x, 0, ROWS * INS, split, 0);
        float[] u = new float[ROWS * WIDTH];
        update.narrow(split, rows, 0, RANK - 3, u, WIDTH);
        update.narrow(split, rows, RANK - 3, RANK, u, WIDTH);
        return u;
    }

    private double bottleneck(int row, int column) {
        return IntStream.range(0, INS)
                .mapToDouble(in -> (double) x[row * INS + in] * element(a, column * INS + in))
                .sum();
    }

    private double added(float[] u, int row, int out) {
        return IntStream.range(0, RANK)
                .mapToDouble(column -> (double) u[row * WIDTH + column] * element(b, column * OUTS + out))
                .sum();
    }

    private static int[] last(int count) {
        return IntStream.range(ROWS - count, ROWS).toArray();
    }

    private static float element(MemorySegment of, int index) {
        return BfloatPairs.toFloat(of.getAtIndex(ValueLayout.JAVA_SHORT, index));
    }

    private MemorySegment drawn(int count) {
        MemorySegment memory = arena.allocate((long) count * Short.BYTES);
        for (int i = 0; i < count; i++) {
            memory.setAtIndex(ValueLayout.JAVA_SHORT, i, BfloatPairs.toBfloat16((float) random.nextDouble(0.1, 1)));
        }
        return memory;
    }

    private float[] floats(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }
}
