package dev.whetstone.messaging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** {@code whetstone.outbox.*}: an oldest age that rises means that facts do not leave. */
final class OutboxMetrics {

    private final AtomicReference<OutboxTable.Backlog> backlog =
            new AtomicReference<>(new OutboxTable.Backlog(0, Duration.ZERO));
    private final Counter published;
    private final Counter failures;

    OutboxMetrics(MeterRegistry registry) {
        Gauge.builder("whetstone.outbox.pending", backlog, b -> b.get().pending())
                .description("events that wait to be published")
                .register(registry);
        Gauge.builder(
                        "whetstone.outbox.oldest.age",
                        backlog,
                        b -> b.get().oldest().toMillis() / 1000.0)
                .baseUnit("seconds")
                .description("age of the event that has waited longest")
                .register(registry);
        published = registry.counter("whetstone.outbox.published");
        failures = registry.counter("whetstone.outbox.failures");
    }

    void published(int events) {
        published.increment(events);
    }

    void failed() {
        failures.increment();
    }

    void backlog(OutboxTable.Backlog now) {
        backlog.set(now);
    }
}
