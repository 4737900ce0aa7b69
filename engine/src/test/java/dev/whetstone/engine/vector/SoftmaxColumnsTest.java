package dev.whetstone.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** Against sums in double, of queries that see 1 to 20 keys each, with two more columns that fill the block up. */
class SoftmaxColumnsTest {

    private static final float SCALE = 0.3f;
    private static final int COUNT = 62;
    private static final int QUERIES = 64;
    private static final int KEYS = 64;
    private static final int FROM = 32; // the first key of the tile

    private final Arena arena = Arena.ofAuto();
    private final float[] scores = random(1);
    private final float[] gradients = random(2);
    private final SoftmaxColumns softmax = SoftmaxColumns.of(SCALE, COUNT, QUERIES, new SoftmaxColumns.Sight() {
        @Override
        public int first(int query) {
            return Math.max(0, last(query) - 19);
        }

        @Override
        public int last(int query) {
            return FROM + query;
        }
    });

    @Test
    void powersAreThoseOfTheSeenKeysAndTheirSumMakesProbabilitiesOfThem() {
        MemorySegment tile = split(scores);
        float[] logarithms = new float[QUERIES];
        float[] inverses = new float[QUERIES];

        softmax.forward(tile, FROM, KEYS, logarithms, inverses);

        for (int query = 0; query < COUNT; query++) {
            int place = BfloatPairs.splitPlace(query);
            assertThat((double) logarithms[place]).isCloseTo(logarithm(query), within(1e-5));
            for (int key = 0; key < KEYS; key++) {
                assertThat((double) at(tile, key, place) * inverses[place])
                        .as("query %d, key %d", query, key)
                        .isCloseTo(probability(query, key), within(1e-6));
            }
        }
    }

    @Test
    void gradientsByScoresAreThoseOfTheFormulaAndNothingIsOutsideOfWhatIsSeen() {
        MemorySegment tile = split(scores);
        MemorySegment ofProbabilities = split(gradients);
        float[] logarithms = new float[QUERIES];
        float[] deltas = new float[QUERIES];
        for (int query = 0; query < COUNT; query++) {
            logarithms[BfloatPairs.splitPlace(query)] = (float) logarithm(query);
            deltas[BfloatPairs.splitPlace(query)] = (float) delta(query);
        }

        softmax.backward(tile, ofProbabilities, FROM, KEYS, logarithms, deltas);

        for (int query = 0; query < COUNT; query++) {
            int place = BfloatPairs.splitPlace(query);
            for (int key = 0; key < KEYS; key++) {
                double p = probability(query, key);
                assertThat((double) at(tile, key, place)).isCloseTo(p, within(1e-6));
                assertThat((double) at(ofProbabilities, key, place))
                        .as("query %d, key %d", query, key)
                        .isCloseTo(p * (gradients[key * QUERIES + query] - delta(query)), within(1e-5));
            }
        }
    }

    @Test
    void rowsHaveTheQueriesInTheirOwnOrder() {
        MemorySegment rows = arena.allocate((long) KEYS * QUERIES * Short.BYTES, 64);

        SplitBlocks.narrow(split(scores), QUERIES, KEYS, rows, 0, QUERIES, QUERIES);

        for (int i = 0; i < scores.length; i++) {
            assertThat(rows.getAtIndex(ValueLayout.JAVA_SHORT, i)).isEqualTo(BfloatPairs.toBfloat16(scores[i]));
        }
    }

    @Test
    void aMatrixOfScoresIsTheOneThatTheirRowsWouldMake() {
        MemorySegment rows = arena.allocate((long) KEYS * QUERIES * Short.BYTES, 64);
        SplitBlocks.narrow(split(scores), QUERIES, KEYS, rows, 0, QUERIES, QUERIES);
        MemorySegment room = arena.allocate(SplitBlocks.bytes(QUERIES, KEYS), 64);
        MemorySegment other = arena.allocate(SplitBlocks.bytes(QUERIES, KEYS), 64);

        SplitBlocks matrix = SoftmaxColumns.matrix(split(scores), KEYS, QUERIES, room);

        assertThat(matrix.memory().toArray(ValueLayout.JAVA_SHORT))
                .isEqualTo(SplitBlocks.ofColumns(rows, QUERIES, KEYS, other)
                        .memory()
                        .toArray(ValueLayout.JAVA_SHORT));
    }

    private static boolean seen(int query, int key) {
        return key <= query && FROM + key >= Math.max(0, FROM + query - 19);
    }

    private double logarithm(int query) {
        double sum = 0;
        for (int key = 0; key < KEYS; key++) {
            sum += seen(query, key) ? Math.exp(SCALE * (double) scores[key * QUERIES + query]) : 0;
        }
        return Math.log(sum);
    }

    private double probability(int query, int key) {
        return seen(query, key) ? Math.exp(SCALE * (double) scores[key * QUERIES + query] - logarithm(query)) : 0;
    }

    private double delta(int query) {
        double sum = 0;
        for (int key = 0; key < KEYS; key++) {
            sum += probability(query, key) * gradients[key * QUERIES + query];
        }
        return sum;
    }

    /** With the queries in the order that products leave them in. */
    private MemorySegment split(float[] values) {
        MemorySegment tile = arena.allocate((long) values.length * Float.BYTES, 64);
        for (int i = 0; i < values.length; i++) {
            int place = i / QUERIES * QUERIES + BfloatPairs.splitPlace(i % QUERIES);
            tile.setAtIndex(ValueLayout.JAVA_FLOAT, place, values[i]);
        }
        return tile;
    }

    private static float at(MemorySegment tile, int key, int place) {
        return tile.getAtIndex(ValueLayout.JAVA_FLOAT, (long) key * QUERIES + place);
    }

    private static float[] random(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[KEYS * QUERIES];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * 4;
        }
        return values;
    }
}
