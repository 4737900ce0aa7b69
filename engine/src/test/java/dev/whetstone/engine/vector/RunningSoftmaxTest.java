package dev.whetstone.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Against sums in double: three tiles of 64 logits, the last of them filled up. */
class RunningSoftmaxTest {

    private static final int TILE = 64;
    private static final int LOGITS = 150;
    private static final int TILES = 3;

    private final Arena arena = Arena.ofAuto();

    @Test
    void logProbabilitiesAreThoseOfAllLogits() {
        double[] logits = random();
        RunningSoftmax softmax = new RunningSoftmax(new long[] {0, 37, 149});
        for (int row = 0; row < 3; row++) {
            feed(softmax, row, logits);
        }

        assertThat((double) softmax.logProbability(0)).isCloseTo(logProbability(logits, 0), within(1e-5));
        assertThat((double) softmax.logProbability(1)).isCloseTo(logProbability(logits, 37), within(1e-5));
        assertThat((double) softmax.logProbability(2)).isCloseTo(logProbability(logits, 149), within(1e-5));
    }

    /** Powers beside the first tile's largest would be beyond the largest number. */
    @Test
    void aLargeLogitOfALaterTileRaisesTheReferenceAndSaysHowMuch() {
        double[] logits = random();
        logits[70] = 300;
        logits[140] = 299;
        RunningSoftmax softmax = new RunningSoftmax(new long[] {140});

        float[] factors = feed(softmax, 0, logits);

        assertThat(factors[0]).isZero();
        assertThat(factors[1]).isZero(); // e^-298 is less than the smallest number
        assertThat(factors[2]).isEqualTo(1);
        assertThat((double) softmax.logProbability(0)).isCloseTo(logProbability(logits, 140), within(1e-4));
    }

    @Test
    void whatLeavesTheReferenceALittleBehindChangesNothing() {
        double[] logits = random();
        logits[70] = 20;
        RunningSoftmax softmax = new RunningSoftmax(new long[] {3});

        assertThat(feed(softmax, 0, logits)).containsExactly(0, 1, 1);
        assertThat((double) softmax.logProbability(0)).isCloseTo(logProbability(logits, 3), within(1e-5));
    }

    @Test
    void aNumberThatIsNoneMakesItsRowNone() {
        double[] logits = random();
        logits[100] = Double.NaN;
        RunningSoftmax softmax = new RunningSoftmax(new long[] {3});
        feed(softmax, 0, logits);

        assertThat(softmax.logProbability(0)).isNaN();
    }

    @Test
    void powersAreNarrowedInTheirOwnOrderWithoutTheTarget() {
        MemorySegment tile = tile(random(), 0);
        MemorySegment powers = arena.allocate(TILE * Short.BYTES, 64);
        RunningSoftmax softmax = new RunningSoftmax(new long[] {9});
        softmax.add(0, 0, TILE, TILE, tile, 0);

        SplitBlocks.narrow(tile, TILE, 1, powers, 0, TILE, TILE);

        for (int i = 0; i < TILE; i++) {
            float power = tile.getAtIndex(ValueLayout.JAVA_FLOAT, BfloatPairs.splitPlace(i));
            float narrow = BfloatPairs.toFloat(powers.getAtIndex(ValueLayout.JAVA_SHORT, i));
            assertThat(narrow).as("power %d", i).isEqualTo(i == 9 ? 0 : round(power));
        }
    }

    @Test
    void theGradientIsWhatWasWeightedOverTheSumWithTheTargetsOwnShare() {
        double[] logits = random();
        RunningSoftmax softmax = new RunningSoftmax(new long[] {9});
        feed(softmax, 0, logits);
        MemorySegment weighted = arena.allocate(TILE * Float.BYTES, 64);
        MemorySegment weights = arena.allocate(TILE * Short.BYTES, 64);
        MemorySegment gradient = arena.allocate(TILE * Short.BYTES, 64);
        for (int i = 0; i < TILE; i++) {
            weighted.setAtIndex(ValueLayout.JAVA_FLOAT, BfloatPairs.splitPlace(i), i - 20);
            weights.setAtIndex(ValueLayout.JAVA_SHORT, i, BfloatPairs.toBfloat16(0.25f * i));
        }

        softmax.gradient(0, weighted, 0, TILE, weights, 0, gradient, 0);

        double largest = Arrays.stream(logits).limit(TILE).max().orElseThrow();
        double sum = Arrays.stream(logits).map(z -> Math.exp(z - largest)).sum();
        double p = Math.exp(logProbability(logits, 9));
        for (int i = 0; i < TILE; i++) {
            double expected = (i - 20) / sum + (p - 1) * 0.25 * i;
            assertThat((double) BfloatPairs.toFloat(gradient.getAtIndex(ValueLayout.JAVA_SHORT, i)))
                    .as("element %d", i)
                    .isCloseTo(expected, within(Math.abs(expected) / 256 + 1e-5));
        }
    }

    /** All tiles of a row; gives back what each says earlier powers are to be multiplied by. */
    private float[] feed(RunningSoftmax softmax, int row, double[] logits) {
        float[] factors = new float[TILES];
        for (int i = 0; i < TILES; i++) {
            int first = i * TILE;
            factors[i] = softmax.add(row, first, Math.min(TILE, LOGITS - first), TILE, tile(logits, first), 0);
        }
        return factors;
    }

    /** Filled up with what would be by far the largest. */
    private MemorySegment tile(double[] logits, int first) {
        MemorySegment tile = arena.allocate(TILE * Float.BYTES, 64);
        for (int i = 0; i < TILE; i++) {
            double value = first + i < LOGITS ? logits[first + i] : 1000;
            tile.setAtIndex(ValueLayout.JAVA_FLOAT, BfloatPairs.splitPlace(i), (float) value);
        }
        return tile;
    }

    private static double logProbability(double[] logits, int target) {
        double largest = Arrays.stream(logits).max().orElseThrow();
        double sum = Arrays.stream(logits).map(z -> Math.exp(z - largest)).sum();
        return logits[target] - largest - Math.log(sum);
    }

    private static float round(float value) {
        return BfloatPairs.toFloat(BfloatPairs.toBfloat16(value));
    }

    private static double[] random() {
        SplittableRandom random = new SplittableRandom(1);
        return random.doubles(LOGITS, -3, 3).map(z -> (float) z).toArray();
    }
}
