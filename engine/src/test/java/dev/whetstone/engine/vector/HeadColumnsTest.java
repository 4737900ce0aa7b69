package dev.whetstone.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

class HeadColumnsTest {

    private static final int DIMENSION = 64;
    private static final int QUERIES = 96;

    private final Arena arena = Arena.ofAuto();

    @Test
    void aHeadIsReadFromItsColumnWithItsBlocksSplit() {
        MemorySegment values = arena.allocate((long) DIMENSION * QUERIES * Float.BYTES, 64);
        for (int d = 0; d < DIMENSION; d++) {
            for (int query = 0; query < QUERIES; query++) {
                long at = (long) d * QUERIES + BfloatPairs.splitPlace(query);
                values.setAtIndex(ValueLayout.JAVA_FLOAT, at, 1000 * d + query);
            }
        }
        float[] head = new float[DIMENSION];

        HeadColumns columns = HeadColumns.of(values, DIMENSION, QUERIES, arena.allocate(values.byteSize(), 64));

        for (int query : new int[] {0, 1, 37, 62, 95}) {
            columns.read(query, 2, head);
            for (int d = 0; d < DIMENSION; d++) {
                assertThat(head[BfloatPairs.splitPlace(d)])
                        .as("element %d of query %d", d, query)
                        .isEqualTo(2 * (1000 * d + query));
            }
        }
    }

    @Test
    void headsStandSideBySideOnceTransposed() {
        MemorySegment rows = arena.allocate(5L * DIMENSION * Short.BYTES, 64);
        for (int i = 0; i < 5 * DIMENSION; i++) {
            rows.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) i);
        }
        MemorySegment columns = arena.allocate(rows.byteSize(), 64);

        HeadColumns.transpose(rows, 5, DIMENSION, columns);

        for (int d = 0; d < DIMENSION; d++) {
            for (int i = 0; i < 5; i++) {
                assertThat(columns.getAtIndex(ValueLayout.JAVA_SHORT, d * 5L + i))
                        .isEqualTo((short) (i * DIMENSION + d));
            }
        }
    }
}
