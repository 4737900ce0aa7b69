package dev.whetstone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WeightFormatTest {

    private static final String BASE = "sha256:%064d".formatted(7);

    @Test
    void aBaseInItsOwnNumbersIsItself() {
        assertThat(WeightFormat.COMPUTED.identity(BASE)).isEqualTo(BASE);
    }

    /** What {@code printf 'int8-absmax-per-output/1\nsha256:%064d' 7 | sha256sum} says: stored verdicts go by it. */
    @Test
    void aBaseInInt8HasANameThatFollowsFromItsOwn() {
        assertThat(WeightFormat.INT8.identity(BASE))
                .isEqualTo("sha256:714563404de8afe4c20ba38685404c32149ebe5cd9acef0c19a022c0c2fd302e");
    }
}
