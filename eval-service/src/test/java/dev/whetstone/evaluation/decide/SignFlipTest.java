package dev.whetstone.evaluation.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

class SignFlipTest {

    @RepeatedTest(20)
    void equalsTheCountOverAllSigns() {
        Randomness random = Randomness.printed("SignFlipTest");
        List<Integer> differences = IntStream.range(0, random.between(1, 12))
                .mapToObj(_ -> random.between(-4, 4))
                .toList();

        assertThat(SignFlip.pLarger(differences)).isCloseTo(overAllSigns(differences), within(1e-12));
    }

    private static double overAllSigns(List<Integer> differences) {
        int observed = differences.stream().mapToInt(Integer::intValue).sum();
        int all = 1 << differences.size();
        int atLeast = 0;
        for (int signs = 0; signs < all; signs++) {
            int sum = 0;
            for (int i = 0; i < differences.size(); i++) {
                sum += (signs >> i & 1) == 1 ? differences.get(i) : -differences.get(i);
            }
            atLeast += sum >= observed ? 1 : 0;
        }
        return (double) atLeast / all;
    }

    @Test
    void withoutADifferenceNothingIsShown() {
        assertThat(SignFlip.pLarger(List.of(0, 0, 0))).isEqualTo(1);
    }

    @Test
    void twoThousandItemsStayExact() {
        List<Integer> half = Collections.nCopies(1000, 1);
        List<Integer> all =
                IntStream.range(0, 2000).mapToObj(i -> i < half.size() ? 1 : -1).toList();
        // an even number of fair coins: P(sum >= 0) = 1/2 + P(sum = 0)/2, and P(0) of 2000 coins is 0.0178390...
        assertThat(SignFlip.pLarger(all)).isCloseTo(0.5 + 0.01783901 / 2, within(1e-8));
    }
}
