package dev.whetstone.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class RowCountsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RowCounts decisions = new RowCounts(registry, "decisions", "decided");

    @Test
    void aLabelIsThereWithZeroBeforeTheFirstRow() {
        decisions.set(Tags.of("outcome", "justified"), 0);

        assertThat(counter("justified")).isZero();
    }

    @Test
    void theCountIsThatOfTheRowsAndNeverGoesBack() {
        decisions.set(Tags.of("outcome", "justified"), 3);
        decisions.set(Tags.of("outcome", "inconclusive"), 1);
        decisions.set(Tags.of("outcome", "justified"), 2);

        assertThat(counter("justified")).isEqualTo(3);
        assertThat(counter("inconclusive")).isEqualTo(1);
    }

    private double counter(String outcome) {
        FunctionCounter counter =
                registry.get("decisions").tag("outcome", outcome).functionCounter();
        return counter.count();
    }
}
