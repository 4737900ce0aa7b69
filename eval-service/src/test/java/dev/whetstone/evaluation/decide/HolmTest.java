package dev.whetstone.evaluation.decide;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

class HolmTest {

    @Test
    void adjustedValuesAreThePublishedOnes() {
        // R: p.adjust(c(.01, .04, .03, .005), "holm")
        assertThat(Holm.adjusted(List.of(0.01, 0.04, 0.03, 0.005))).containsExactly(0.03, 0.06, 0.06, 0.02);
    }

    @Test
    void aFamilyOfNoneRejectsNothing() {
        assertThat(Holm.rejected(List.of(), 0.05)).isEmpty();
    }

    @RepeatedTest(10)
    void rejectsAtLeastWhatBonferroniDoesAndNothingAboveAlpha() {
        Randomness random = Randomness.printed("HolmTest");
        List<Double> ps = IntStream.range(0, random.between(1, 8))
                .mapToObj(_ -> random.between(0.0, 0.1))
                .toList();

        List<Boolean> rejected = Holm.rejected(ps, 0.05);

        for (int i = 0; i < ps.size(); i++) {
            if (ps.get(i) <= 0.05 / ps.size()) {
                assertThat(rejected.get(i)).isTrue();
            }
            if (ps.get(i) > 0.05) {
                assertThat(rejected.get(i)).isFalse();
            }
        }
    }
}
