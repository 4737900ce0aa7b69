package dev.whetstone.gateway.generation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.engine.generate.FinishReason;
import dev.whetstone.engine.generate.GenerationResult;
import org.junit.jupiter.api.Test;

class CancelledTest {

    @Test
    void theLaterARequestIsCancelledTheMoreIsThrownAway() {
        assertThat(Cancelled.during(result(0, 0))).isEqualTo(Cancelled.QUEUED);
        assertThat(Cancelled.during(result(0, 3))).isEqualTo(Cancelled.PREFILL);
        assertThat(Cancelled.during(result(5, 3))).isEqualTo(Cancelled.DECODE);
    }

    private static GenerationResult result(int tokens, int batch) {
        return new GenerationResult("", new int[tokens], FinishReason.CANCELLED, 10, 1, batch);
    }
}
