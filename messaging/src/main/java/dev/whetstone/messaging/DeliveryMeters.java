package dev.whetstone.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import java.time.Duration;

/** Numbers of deliveries. A channel has all of them from its start with zero: an alert must see the first dead letter rise. */
final class DeliveryMeters {

    private static final Duration[] BOUNDARIES = {
        Duration.ofMillis(5), Duration.ofMillis(25), Duration.ofMillis(100), Duration.ofMillis(500),
        Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(5)
    };

    private final MeterRegistry registry;

    DeliveryMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void opened(String channel, String topic) {
        timer(channel);
        registry.counter("whetstone.deliveries.retried", "channel", channel);
        registry.counter("whetstone.inbox.duplicates", "consumer", channel);
        for (DeadReason reason : DeadReason.values()) {
            registry.counter("whetstone.dead.letters", "topic", topic, "reason", reason.label());
        }
    }

    void delivered(String channel, Duration took) {
        timer(channel).record(took);
    }

    void retried(String channel) {
        registry.counter("whetstone.deliveries.retried", "channel", channel).increment();
    }

    void buried(String topic, DeadReason reason) {
        registry.counter("whetstone.dead.letters", "topic", topic, "reason", reason.label())
                .increment();
    }

    private Timer timer(String channel) {
        return Timer.builder("whetstone.delivery.duration")
                .description("From a record's first delivery to its effect's commit, retries included")
                .serviceLevelObjectives(BOUNDARIES)
                .tag("channel", channel)
                .register(registry);
    }
}
