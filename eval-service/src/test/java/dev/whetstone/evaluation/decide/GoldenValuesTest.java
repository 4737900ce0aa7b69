package dev.whetstone.evaluation.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Values that another implementation of the rules (numpy and scipy) gives. */
class GoldenValuesTest {

    @Test
    void oneRateBelowItsTarget() {
        Rate twentyFourOfThirty = new Rate(30, 1, 24);
        assertThat(twentyFourOfThirty.pBelow(0.9)).isCloseTo(0.0731901, within(5e-8));
        assertThat(twentyFourOfThirty.upper(0.05)).isCloseTo(0.909126, within(5e-7));
    }

    @Test
    void oneRateOfSeveralRepeatsBelowItsTarget() {
        Rate threeQuarters = new Rate(30, 2, 45);
        assertThat(threeQuarters.pBelow(0.9)).isCloseTo(0.0626654, within(5e-8));
        assertThat(threeQuarters.upper(0.05)).isCloseTo(0.904363, within(5e-7));
    }

    @Test
    void upperBoundsOfRareSuccess() {
        assertThat(new Rate(30, 1, 0).upper(0.05)).isCloseTo(0.095034, within(5e-7));
        assertThat(new Rate(30, 1, 5).upper(0.05)).isCloseTo(0.318971, within(5e-7));
    }

    @Test
    void aPerfectRateAboveItsTarget() {
        assertThat(new Rate(30, 1, 30).pAbove(0.9)).isCloseTo(0.0423912, within(5e-8));
    }

    @Test
    void signFlip() {
        assertThat(SignFlip.pLarger(pairs(12, 0, 18))).isCloseTo(0.000244141, within(5e-10));
        assertThat(SignFlip.pLarger(pairs(10, 2, 18))).isCloseTo(0.0192871, within(5e-8));
        assertThat(SignFlip.pLarger(List.of(3, 2, 2, 1, 0, -1, 3, 1))).isEqualTo(0.03125);
    }

    @Test
    void signFlipOfSinglesIsMcNemarsExactTest() {
        assertThat(SignFlip.pLarger(pairs(9, 2, 39))).isEqualTo(0.03271484375);
    }

    @Test
    void exactHarm() {
        assertThat(ExactHarm.p(0, 0, 30, 0.1)).isCloseTo(0.042391, within(5e-7));
        assertThat(ExactHarm.p(0, 1, 30, 0.15)).isCloseTo(0.048029, within(5e-7));
        assertThat(ExactHarm.p(3, 2, 30, 0.1)).isCloseTo(0.071389, within(5e-7));
        assertThat(ExactHarm.p(0, 1, 50, 0.1)).isCloseTo(0.033786, within(5e-7));
    }

    @Test
    void tangoScores() {
        assertThat(Tango.score(0, 0, 30, 0.1)).isCloseTo(1.825742, within(5e-7));
        assertThat(Tango.score(0, 1, 30, 0.15)).isCloseTo(1.789585, within(5e-7));
        assertThat(Tango.score(3, 2, 30, 0.1)).isCloseTo(1.604844, within(5e-7));
        assertThat(Tango.score(0, 1, 50, 0.1)).isCloseTo(1.885618, within(5e-7));
    }

    @Test
    void harmFromRepeats() {
        assertThat(Betting.pHarm(new double[50], 0.1)).isCloseTo(0.026410, within(5e-7));
        double[] threeUpTwoDown =
                pairs(3, 2, 25).stream().mapToDouble(Integer::doubleValue).toArray();
        assertThat(Betting.pHarm(threeUpTwoDown, 0.15)).isCloseTo(0.152324, within(5e-7));
    }

    @Test
    void holm() {
        assertThat(Holm.rejected(List.of(0.01, 0.04, 0.03, 0.005), 0.05)).containsExactly(true, false, false, true);
    }

    @Test
    void theAlarmNeedsFiveFailuresInARow() {
        Alarm alarm = Alarm.start(0.05);
        int failures = 0;
        while (!alarm.isRaised()) {
            alarm = alarm.on(true);
            failures++;
        }
        assertThat(failures).isEqualTo(5);
    }

    /** Tango 1998 by two implementations; the second row is Bentur 2009, the fourth the example of R's PropCIs. */
    @Test
    void tangoIntervals() {
        assertInterval(9, 2, 50, 0.01166, 0.27786);
        assertInterval(1, 7, 21, -0.51723, -0.02600);
        assertInterval(5, 0, 50, 0.02152, 0.21360);
        assertInterval(40, 20, 160, 0.03086, 0.21806);
        assertInterval(0, 0, 50, -0.07135, 0.07135);
        assertInterval(20, 7, 200, 0.01508, 0.11967);
        assertInterval(12, 2, 50, 0.06111, 0.34471);
    }

    private static void assertInterval(int wins, int losses, int items, double lower, double upper) {
        Interval interval = Tango.interval(wins, losses, items, 1.959963984540054);
        assertThat(interval.lower()).isCloseTo(lower, within(6e-6));
        assertThat(interval.upper()).isCloseTo(upper, within(6e-6));
    }

    static List<Integer> pairs(int wins, int losses, int ties) {
        return Stream.of(Collections.nCopies(wins, 1), Collections.nCopies(losses, -1), Collections.nCopies(ties, 0))
                .flatMap(List::stream)
                .toList();
    }
}
