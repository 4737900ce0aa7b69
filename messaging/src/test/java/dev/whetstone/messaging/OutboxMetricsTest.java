package dev.whetstone.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import java.time.Duration;

class OutboxMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final OutboxMetrics metrics = new OutboxMetrics(registry);

    @Test
    void whatWaitsGoesOnGrowingOlderThoughNobodyCountsItAgain() {
        metrics.backlog(new OutboxTable.Backlog(3, Duration.ofSeconds(40)));

        double first = oldest();

        assertThat(first).isBetween(40.0, 60.0);
        await().untilAsserted(() -> assertThat(oldest()).isGreaterThan(first));
    }

    @Test
    void anEmptyOutboxHasNoAge() {
        metrics.backlog(new OutboxTable.Backlog(0, Duration.ZERO));

        assertThat(oldest()).isZero();
    }

    private double oldest() {
        return registry.get("whetstone.outbox.oldest.age").gauge().value();
    }
}
