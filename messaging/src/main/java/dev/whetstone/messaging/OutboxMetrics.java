package dev.whetstone.messaging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** {@code whetstone.outbox.*}: an oldest age that rises means that facts do not leave. */
final class OutboxMetrics {

    private final AtomicReference<Counted> backlog =
            new AtomicReference<>(new Counted(new OutboxTable.Backlog(0, Duration.ZERO), 0));
    private final Counter published;
    private final Counter failures;

    OutboxMetrics(MeterRegistry registry) {
        Gauge.builder(
                        "whetstone.outbox.pending",
                        backlog,
                        b -> b.get().backlog().pending())
                .description("events that wait to be published")
                .register(registry);
        Gauge.builder("whetstone.outbox.oldest.age", backlog, b -> b.get().ageAt(System.nanoTime()))
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
        backlog.set(new Counted(now, System.nanoTime()));
    }

    /** As it was at that moment. What waited then goes on growing older while the relay hangs on the broker or the database. */
    private record Counted(OutboxTable.Backlog backlog, long atNanos) {
        double ageAt(long nanos) {
            Duration since = backlog.pending() == 0 ? Duration.ZERO : Duration.ofNanos(nanos - atNanos);
            return (double) backlog.oldest().plus(since).toNanos() / TimeUnit.SECONDS.toNanos(1);
        }
    }
}
