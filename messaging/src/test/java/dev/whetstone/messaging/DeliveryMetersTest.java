package dev.whetstone.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import java.time.Duration;

class DeliveryMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DeliveryMeters meters = new DeliveryMeters(registry);

    @Test
    void anOpenChannelHasItsCountersWithZero() {
        meters.opened("dataset-events", "whetstone.dataset.events.v1");

        assertThat(registry.get("whetstone.dead.letters").counters())
                .hasSize(DeadReason.values().length)
                .extracting(Counter::count)
                .containsOnly(0.0);
        assertThat(registry.get("whetstone.deliveries.retried")
                        .tag("channel", "dataset-events")
                        .counter()
                        .count())
                .isZero();
    }

    @Test
    void aDeadLetterAndADeliveryAreCountedUnderTheSameLabels() {
        meters.opened("dataset-events", "whetstone.dataset.events.v1");

        meters.buried("whetstone.dataset.events.v1", DeadReason.REFUSED);
        meters.delivered("dataset-events", Duration.ofMillis(3));

        assertThat(registry.get("whetstone.dead.letters")
                        .tag("reason", "refused")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("whetstone.delivery.duration").timers())
                .singleElement()
                .satisfies(timer -> assertThat(timer.count()).isEqualTo(1));
    }
}
