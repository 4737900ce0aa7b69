package dev.whetstone.evaluation.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class RateTest {

    @RepeatedTest(20)
    void aTargetOutsideTheIntervalIsATargetThatATestRejects() {
        Randomness random = Randomness.printed("RateTest");
        int items = random.between(1, 120);
        int repeats = random.between(1, 5);
        Rate rate = new Rate(items, repeats, random.between(0, items * repeats));
        double target = random.between(0.001, 0.999);

        Interval interval = rate.interval();

        assertThat(interval.contains(rate.mean())).isTrue();
        if (target > interval.upper() + 1e-9) {
            assertThat(rate.pBelow(target)).isLessThanOrEqualTo(0.05);
        }
        if (target < interval.upper() - 1e-9) {
            assertThat(rate.pBelow(target)).isGreaterThan(0.05);
        }
        if (target > interval.lower() + 1e-9) {
            assertThat(rate.pAbove(target)).isGreaterThan(0.05);
        }
        if (target < interval.lower() - 1e-9) {
            assertThat(rate.pAbove(target)).isLessThanOrEqualTo(0.05);
        }
    }

    @RepeatedTest(20)
    void aHigherTargetIsNeverHarderToBeBelow() {
        Randomness random = Randomness.printed("RateTest");
        int items = random.between(1, 60);
        int repeats = random.between(1, 3);
        Rate rate = new Rate(items, repeats, random.between(0, items * repeats));
        double low = random.between(0.01, 0.98);
        double high = random.between(low, 0.99);

        assertThat(rate.pBelow(high)).isLessThanOrEqualTo(rate.pBelow(low) + 1e-12);
        assertThat(rate.pAbove(high)).isGreaterThanOrEqualTo(rate.pAbove(low) - 1e-12);
    }

    @Test
    void aPerfectRateHasALowerBoundThatIsNotPerfect() {
        assertThat(new Rate(30, 1, 30).interval().lower()).isCloseTo(0.904966, within(1e-6));
        assertThat(new Rate(30, 1, 30).interval().upper()).isEqualTo(1);
        assertThat(new Rate(30, 3, 90).interval().lower()).isCloseTo(Math.exp(Math.log(0.05) / 30), within(1e-9));
    }

    @Test
    void severalRepeatsOfAnItemAreNotSeveralItems() {
        Rate once = new Rate(30, 1, 21);
        Rate fiveTimesTheSame = new Rate(30, 5, 105);

        assertThat(fiveTimesTheSame.pBelow(0.9)).isGreaterThan(once.pBelow(0.9));
    }

    @Test
    void impossibleCountsAreRefused() {
        assertThatThrownBy(() -> new Rate(0, 1, 0))
                .hasMessageContaining("items, repeats")
                .hasMessageContaining("0, 1");
        assertThatThrownBy(() -> new Rate(3, 2, 7)).hasMessageContaining("passes: expected 0 to 6, but got 7");
    }
}
