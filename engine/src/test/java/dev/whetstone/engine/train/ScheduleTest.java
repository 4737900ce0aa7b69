package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

class ScheduleTest {

    @Test
    void climbsInTheWarmUpAndThenTakesItsShape() {
        assertThat(Schedule.CONSTANT.factor(0, 4, 20)).isEqualTo(0.25);
        assertThat(Schedule.CONSTANT.factor(3, 4, 20)).isEqualTo(1);
        assertThat(Schedule.CONSTANT.factor(19, 4, 20)).isEqualTo(1);
        assertThat(Schedule.LINEAR.factor(12, 4, 20)).isEqualTo(0.5);
        assertThat(Schedule.COSINE.factor(4, 4, 20)).isEqualTo(1);
        assertThat(Schedule.COSINE.factor(12, 4, 20)).isCloseTo(0.5, within(1e-12));
        assertThat(Schedule.COSINE.factor(16, 4, 20)).isCloseTo(0.5 - Math.sqrt(0.125), within(1e-12));
    }

    @Test
    void anUnknownScheduleIsNamed() {
        assertThatThrownBy(() -> Schedule.require("polynomial"))
                .hasMessage("schedule is polynomial: it must be constant, linear or cosine");
    }

    @Test
    void everyEpochSeesEveryRowOnceInItsOwnOrder() {
        List<Lesson> rows = IntStream.range(0, 10)
                .mapToObj(i -> Lesson.of(new TrainingRow(new int[] {i, i}, 1)))
                .toList();
        EpochOrder order = new EpochOrder(rows, 4, 2, 3);
        assertThat(order.steps()).isEqualTo(6);
        List<Lesson> first = epoch(order, 0);
        List<Lesson> second = epoch(order, 3);
        assertThat(first).containsExactlyInAnyOrderElementsOf(rows).isNotEqualTo(rows);
        assertThat(second).containsExactlyInAnyOrderElementsOf(rows).isNotEqualTo(first);
        assertThat(epoch(new EpochOrder(rows, 4, 2, 3), 0)).isEqualTo(first);
        assertThat(epoch(new EpochOrder(rows, 4, 2, 4), 0)).isNotEqualTo(first);
    }

    private static List<Lesson> epoch(EpochOrder order, long firstStep) {
        List<Lesson> seen = new ArrayList<>();
        for (long step = firstStep; step < firstStep + 3; step++) {
            seen.addAll(order.batch(step));
        }
        return seen;
    }
}
