package dev.whetstone.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import java.time.Duration;

class FrameworkTimersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    FrameworkTimersTest() {
        registry.config().meterFilter(new FrameworkTimers());
    }

    @Test
    void theFrameworksTimersCountByBoundary() {
        registry.timer("http.server.requests").record(Duration.ofSeconds(3));

        CountAtBucket[] buckets =
                registry.get("http.server.requests").timer().takeSnapshot().histogramCounts();
        assertThat(buckets).hasSameSizeAs(Boundaries.CALL);
        assertThat(buckets[buckets.length - 1].count()).isEqualTo(1);
        assertThat(buckets[0].count()).isZero();
    }

    @Test
    void otherTimersKeepTheirOwn() {
        registry.timer("gateway.adapter.swap.duration").record(Duration.ofSeconds(3));

        assertThat(registry.get("gateway.adapter.swap.duration")
                        .timer()
                        .takeSnapshot()
                        .histogramCounts())
                .isEmpty();
    }
}
