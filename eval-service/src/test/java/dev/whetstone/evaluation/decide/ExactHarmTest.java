package dev.whetstone.evaluation.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class ExactHarmTest {

    /** The fast path takes it that the score grows with wins; here every outcome is asked, and its chance is built another way. */
    @RepeatedTest(10)
    void equalsTheSumOverEveryOutcome() {
        Randomness random = Randomness.printed("ExactHarmTest");
        int items = random.between(2, 24);
        int losses = random.between(0, items / 2);
        int wins = random.between(0, items - losses);
        double margin = random.between(0.03, 0.4);

        assertThat(ExactHarm.p(wins, losses, items, margin))
                .isCloseTo(overEveryOutcome(wins, losses, items, margin), within(1e-9));
    }

    private static double overEveryOutcome(int wins, int losses, int items, double margin) {
        double observed = Tango.score(wins, losses, items, margin) - 1e-12;
        double worst = 0;
        for (int point = 0; point < 60; point++) {
            double win = (1 - margin) / 2 * point / 59;
            double lossAmongRest = Math.min(1, (win + margin) / (1 - win));
            double sum = 0;
            for (int i = 0; i <= items; i++) {
                BinomialDistribution rest = BinomialDistribution.of(items - i, lossAmongRest);
                double thisManyWins = BinomialDistribution.of(items, win).probability(i);
                for (int j = 0; j <= items - i; j++) {
                    if (Tango.score(i, j, items, margin) >= observed) {
                        sum += thisManyWins * rest.probability(j);
                    }
                }
            }
            worst = Math.max(worst, sum);
        }
        return Math.min(1, worst);
    }

    @Test
    void fewerThanTwentyNineItemsCanNeverBeCalledHarmlessAtTenPoints() {
        assertThat(ExactHarm.p(0, 0, 28, 0.1)).isGreaterThan(0.05);
        assertThat(ExactHarm.p(0, 0, 29, 0.1)).isLessThanOrEqualTo(0.05);
    }

    @Test
    void moreLossesAreMoreHarm() {
        assertThat(ExactHarm.p(0, 3, 60, 0.1)).isGreaterThan(ExactHarm.p(0, 1, 60, 0.1));
        assertThat(ExactHarm.p(0, 30, 30, 0.1)).isCloseTo(1, within(1e-9));
    }

    @Test
    void moreChangesThanItemsAreRefused() {
        assertThatThrownBy(() -> ExactHarm.p(2, 2, 3, 0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 3 together, but got 2, 2");
    }
}
