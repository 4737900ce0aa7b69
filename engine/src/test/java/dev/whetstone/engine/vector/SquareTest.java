package dev.whetstone.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

class SquareTest {

    @Test
    void columnsOfTheOneAreRowsOfTheOther() {
        int size = BfloatPairs.WIDTH;
        int columns = size + 3;
        int wide = size + 5;
        MemorySegment from = Arena.ofAuto().allocate((long) size * columns * Integer.BYTES, 64);
        MemorySegment into = Arena.ofAuto().allocate((long) size * wide * Integer.BYTES, 64);
        for (int i = 0; i < size * columns; i++) {
            from.setAtIndex(ValueLayout.JAVA_INT, i, i);
        }
        into.fill((byte) -1);

        new Square().transpose(from, 2 * Integer.BYTES, (long) columns * Integer.BYTES, into, 0, wide * Integer.BYTES);

        for (int row = 0; row < size; row++) {
            for (int column = 0; column < wide; column++) {
                boolean written = column < size;
                assertThat(into.getAtIndex(ValueLayout.JAVA_INT, (long) row * wide + column))
                        .as("row %d, column %d", row, column)
                        .isEqualTo(written ? column * columns + 2 + row : -1);
            }
        }
    }
}
