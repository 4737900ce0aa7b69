package dev.whetstone.evaluation.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PowerTest {

    /** Smallest gains of the exact McNemar test, one-sided 0.05, power 0.8, in points, from an implementation on scipy. */
    @ParameterizedTest
    @CsvSource({
        "50, 0.2, 16.3", "50, 0.3, 19.9", "50, 0.4, 22.9", "100, 0.1, 8.2", "100, 0.2, 11.5", "100, 0.3, 14.1",
        "100, 0.4, 16.3", "200, 0.05, 4.1", "200, 0.1, 5.8", "200, 0.2, 8.1", "200, 0.4, 11.5", "500, 0.05, 2.6",
        "500, 0.2, 5.1", "500, 0.4, 7.2"
    })
    void theSmallestGainThatAPairedComparisonSees(int items, double discordance, double points) {
        assertThat(100 * new McNemarPower(items).detectableGain(discordance).orElseThrow())
                .isCloseTo(points, within(0.051));
    }

    @ParameterizedTest
    @CsvSource({"50, 0.05", "50, 0.1", "100, 0.05", "4, 1"})
    void noGainIsSeenWhereTooLittleCanDiffer(int items, double discordance) {
        assertThat(new McNemarPower(items).detectableGain(discordance)).isEmpty();
    }

    @Test
    void withoutLossesFiveWinsAreNeeded() {
        // P(Bin(30, gain) >= 5) = 0.8
        assertThat(new McNemarPower(30).detectableGainWithoutLosses().orElseThrow())
                .isCloseTo(0.213912, within(1e-6));
        assertThat(new McNemarPower(4).detectableGainWithoutLosses()).isEmpty();
    }

    /** Simulated elsewhere with two arm-variants: 15/70/96 % of 30 items, 30/93/100 % of 50, 76/100/100 % of 100. */
    @ParameterizedTest
    @CsvSource({"30, 0.1, 0.15", "30, 0.2, 0.70", "30, 0.3, 0.96", "50, 0.1, 0.30", "50, 0.2, 0.93", "100, 0.1, 0.76"})
    void theGatesPowerWithTwoRuns(int items, double gap, double power) {
        double one = Power.below(items, 1, 0.9, 0.9 - gap, 0.05);

        assertThat(one * one).isCloseTo(power, within(0.03));
    }

    @Test
    void theDetectableGapIsWhereThePowerReachesFourFifths() {
        double gap = Power.detectableGap(30, 1, 0.9, 2, 0.05).orElseThrow();

        assertThat(Math.pow(Power.below(30, 1, 0.9, 0.9 - gap, 0.05), 2)).isCloseTo(0.8, within(1e-6));
        assertThat(gap).isBetween(0.2, 0.3);
        assertThat(Power.detectableGap(3, 3, 0.5, 2, 0.05)).isEmpty();
    }

    @Test
    void soManyItemsForAGapKeepTheirPower() {
        int items = Power.itemsForGap(1, 0.9, 2, 0.05, 0.1).orElseThrow();

        for (int more = 0; more <= 20; more++) {
            assertThat(Power.detectableGap(items + more, 1, 0.9, 2, 0.05).orElseThrow())
                    .isLessThanOrEqualTo(0.1 + 1e-9);
        }
        assertThat(Power.detectableGap(items - 1, 1, 0.9, 2, 0.05).orElseThrow())
                .isGreaterThan(0.1);
        assertThat(Power.itemsForGap(1, 0.05, 2, 0.05, 0.1))
                .as("no rate is 10 points below 5 %")
                .isEmpty();
    }

    @Test
    void powerAboveMirrorsPowerBelow() {
        assertThat(Power.above(40, 1, 0.9, 0.99, 0.05)).isEqualTo(Power.below(40, 1, 1 - 0.9, 1 - 0.99, 0.05));
        assertThat(Power.above(20, 1, 0.9, 1, 0.05))
                .as("20 of 20 do not show more than 90 %")
                .isZero();
    }
}
