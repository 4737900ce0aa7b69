package dev.whetstone.gateway.routing;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.serving.RefusalReason;
import dev.whetstone.gateway.model.AdapterResidency;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Residency and swaps as numbers. An adapter's tag is its digest's first twelve digits; the residents are few by design. */
class ServingMetrics {

    private static final Duration[] SWAP_BOUNDARIES = {
        Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500),
        Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(5), Duration.ofSeconds(10),
        Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofMinutes(5)
    };

    private final MeterRegistry registry;
    private final AdapterResidency residency;
    private final MultiGauge resident;
    private final Timer swaps;
    private final Counter evictions;

    ServingMetrics(MeterRegistry registry, AdapterResidency residency) {
        this.registry = registry;
        this.residency = residency;
        this.resident = MultiGauge.builder("gateway.adapter.resident")
                .description("Memory of each adapter that is loaded")
                .baseUnit("bytes")
                .register(registry);
        this.swaps = Timer.builder("gateway.adapter.swap.duration")
                .description("From a serving state's arrival to the first request it could answer")
                .serviceLevelObjectives(SWAP_BOUNDARIES)
                .register(registry);
        this.evictions = registry.counter("gateway.adapters.evicted");
        registry.gauge(
                "gateway.adapters.resident",
                residency,
                all -> all.residentBytes().size());
    }

    void served(Duration took) {
        swaps.record(took);
    }

    void refused(RefusalReason reason) {
        registry.counter("gateway.adapters.refused", "reason", reason.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    void evicted() {
        evictions.increment();
        residencyChanged();
    }

    void residencyChanged() {
        List<MultiGauge.Row<?>> rows = residency.residentBytes().entrySet().stream()
                .<MultiGauge.Row<?>>map(ServingMetrics::row)
                .toList();
        resident.register(rows, true);
    }

    private static MultiGauge.Row<?> row(Map.Entry<Digest, Long> entry) {
        return MultiGauge.Row.of(Tags.of("adapter", entry.getKey().brief()), entry.getValue());
    }
}
