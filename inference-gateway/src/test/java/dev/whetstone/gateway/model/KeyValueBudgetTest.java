package dev.whetstone.gateway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.engine.KeyValueMemory;
import dev.whetstone.engine.Precision;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.Rope;
import dev.whetstone.engine.format.RopeScaling;
import org.junit.jupiter.api.Test;

import java.util.List;

class KeyValueBudgetTest {

    private static final int CONTEXT = 8_192;

    /** SmolLM2-135M: 30 layers with 3 key-value heads of 64. */
    private static final ModelConfig SMALL = ModelConfig.llama(
            49_152,
            576,
            1_536,
            30,
            9,
            3,
            64,
            CONTEXT,
            new Rope(100_000, new RopeScaling.None()),
            1e-5,
            true,
            1,
            List.of(2));

    private static final KeyValueMemory FLOAT32 = KeyValueMemory.of(SMALL, Precision.FLOAT32);
    private static final KeyValueMemory BFLOAT16 = KeyValueMemory.of(SMALL, Precision.BFLOAT16);

    @Test
    void aTokenTakesWhatItsNumberFormatSays() {
        assertThat(FLOAT32.bytesPerToken()).isEqualTo(46_080);
        assertThat(BFLOAT16.bytesPerToken()).isEqualTo(23_040);
    }

    @Test
    void oneSequenceMayTakeTheWholeBudgetInWholeBlocks() {
        assertThat(longest(FLOAT32, 200L << 20)).isEqualTo(142 * 32);
        assertThat(longest(BFLOAT16, 100L << 20)).isEqualTo(142 * 32);
    }

    @Test
    void nothingIsLongerThanTheContext() {
        assertThat(longest(FLOAT32, 64L << 30)).isEqualTo(CONTEXT);
        assertThat(longest(FLOAT32, Long.MAX_VALUE)).isEqualTo(CONTEXT);
    }

    @Test
    void aBudgetThatABatchCannotEvenBeginWithSaysWhatToChange() {
        assertThatThrownBy(() -> longest(FLOAT32, 8 * FLOAT32.blockBytes() - 1))
                .hasMessageContaining("whetstone.engine.kv-budget")
                .hasMessageContaining("hold 7 blocks of 32 tokens")
                .hasMessageContaining("max-batch");
        assertThat(longest(FLOAT32, 8 * FLOAT32.blockBytes())).isEqualTo(256);
    }

    private static int longest(KeyValueMemory memory, long budget) {
        return KeyValueBudget.longestSequence(memory, CONTEXT, budget, 8);
    }
}
