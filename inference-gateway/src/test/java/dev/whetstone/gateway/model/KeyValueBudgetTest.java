package dev.whetstone.gateway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.Rope;
import dev.whetstone.engine.format.RopeScaling;
import org.junit.jupiter.api.Test;

import java.util.List;

class KeyValueBudgetTest {

    /** SmolLM2-135M: 30 layers with 3 key-value heads of 64, so 46,080 bytes a token in float32. */
    private static final ModelConfig SMALL = ModelConfig.llama(
            49_152,
            576,
            1_536,
            30,
            9,
            3,
            64,
            8_192,
            new Rope(100_000, new RopeScaling.None()),
            1e-5,
            true,
            1,
            List.of(2));

    @Test
    void theBudgetIsSharedByAFullBatch() {
        assertThat(KeyValueBudget.longestSequence(SMALL, 512L << 20, 8)).isEqualTo(1_456);
    }

    @Test
    void nothingIsLongerThanTheContext() {
        assertThat(KeyValueBudget.longestSequence(SMALL, 64L << 30, 8)).isEqualTo(8_192);
    }

    @Test
    void aBudgetTooSmallForAnythingUsefulSaysWhatToChange() {
        assertThatThrownBy(() -> KeyValueBudget.longestSequence(SMALL, 1 << 20, 8))
                .hasMessageContaining("whetstone.engine.kv-budget")
                .hasMessageContaining("max-batch");
    }
}
