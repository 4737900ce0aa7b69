package dev.whetstone.evaluation.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

class BettingTest {

    @RepeatedTest(10)
    void doesNotDependOnTheOrderOfItems() {
        Randomness random = Randomness.printed("BettingTest");
        List<Double> differences = IntStream.range(0, 40)
                .mapToObj(_ -> random.between(-3, 3) / 3.0)
                .toList();
        List<Double> reversed = differences.reversed();

        assertThat(Betting.pHarm(array(reversed), 0.1)).isCloseTo(Betting.pHarm(array(differences), 0.1), within(1e-9));
    }

    @RepeatedTest(10)
    void theIntervalIsWhereNeitherDirectionIsRejected() {
        Randomness random = Randomness.printed("BettingTest");
        double[] differences = IntStream.range(0, random.between(5, 60))
                .mapToDouble(_ -> random.between(-3, 3) / 3.0)
                .toArray();

        Interval interval = Betting.interval(differences, 0.05);

        assertThat(interval.contains(Arrays.stream(differences).average().orElseThrow()))
                .isTrue();
        if (interval.lower() > -0.99) {
            assertThat(Betting.pHarm(differences, -interval.lower() + 0.001)).isLessThanOrEqualTo(0.05);
            assertThat(Betting.pHarm(differences, -interval.lower() - 0.001)).isGreaterThan(0.05);
        }
    }

    @Test
    void losingEverythingIsHarm() {
        double[] allLost = Collections.nCopies(30, -1.0).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();

        assertThat(Betting.pHarm(allLost, 0.1)).isEqualTo(1);
        assertThat(Betting.interval(allLost, 0.05).lower()).isCloseTo(-1, within(1e-9));
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
