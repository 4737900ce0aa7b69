package dev.whetstone.evaluation.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;

class SamplingTest {

    @Test
    void theNumberOfRepeatsDoesNotChangeWhatOneOutputIs() {
        Sampling three = new Sampling(0.7, 1, 0, 1, 320, 3, List.of());
        Sampling five = new Sampling(0.7, 1, 0, 1, 320, 5, List.of());

        assertThat(five.digest()).isEqualTo(three.digest());
        assertThat(new Sampling(0.8, 1, 0, 1, 320, 3, List.of()).digest()).isNotEqualTo(three.digest());
    }

    @Test
    void repeatsDrawWithDifferentSeeds() {
        Sampling sampling = new Sampling(0.7, 1, 0, 42, 320, 3, List.of());

        assertThat(List.of(sampling.seed(0), sampling.seed(1), sampling.seed(2)))
                .containsExactly(42L, 43L, 44L);
    }

    @Test
    void whatIsOutOfRangeIsNamed() {
        assertThatThrownBy(() -> new Sampling(-1, 1, 0, 1, 320, 1, List.of())).hasMessageContaining("temperature");
        assertThatThrownBy(() -> new Sampling(0, 0, 0, 1, 320, 1, List.of())).hasMessageContaining("top_p");
        assertThatThrownBy(() -> new Sampling(0, 1, -1, 1, 320, 1, List.of())).hasMessageContaining("top_k");
    }
}
