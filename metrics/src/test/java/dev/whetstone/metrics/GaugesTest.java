package dev.whetstone.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import java.util.Map;

class GaugesTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MultiGauge residents =
            MultiGauge.builder("resident").baseUnit("bytes").register(registry);

    @Test
    void whatIsNotShownAgainIsGone() {
        Gauges.show(residents, Map.of(Tags.of("adapter", "old"), 1, Tags.of("adapter", "kept"), 2));
        Gauges.show(residents, Map.of(Tags.of("adapter", "kept"), 3));

        assertThat(registry.find("resident").tag("adapter", "old").gauge()).isNull();
        assertThat(registry.get("resident").tag("adapter", "kept").gauge().value())
                .isEqualTo(3);
    }
}
