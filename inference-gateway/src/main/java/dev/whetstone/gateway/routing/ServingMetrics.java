package dev.whetstone.gateway.routing;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.serving.RefusalReason;
import dev.whetstone.gateway.model.AdapterResidency;
import dev.whetstone.metrics.Boundaries;
import dev.whetstone.metrics.Gauges;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Residency and swaps as numbers. An adapter's tag is its digest's first twelve digits, up to a number of adapters; the rest is one. */
class ServingMetrics {

    private static final int MOST_ADAPTERS = 64;
    private static final String OTHER = "_other";

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
                .serviceLevelObjectives(Boundaries.STEP)
                .register(registry);
        this.evictions = registry.counter("gateway.adapters.evicted");
        Gauge.builder(
                        "gateway.adapters.resident",
                        residency,
                        all -> all.residentBytes().size())
                .description("Adapters in memory, those included that wait for their last request")
                .register(registry);
        Stream.of(RefusalReason.values()).forEach(this::refusals);
    }

    /** Aliases that answer with something else than they should, or not at all. */
    void waiting(ServingTable table) {
        Gauge.builder("gateway.aliases.waiting", table, ServingTable::waiting)
                .description("Tasks whose stable model is not yet, or never will be, what eval-service wants")
                .register(registry);
    }

    void served(Duration took) {
        swaps.record(took);
    }

    void refused(RefusalReason reason) {
        refusals(reason).increment();
    }

    private Counter refusals(RefusalReason reason) {
        return registry.counter(
                "gateway.adapters.refused", "reason", reason.name().toLowerCase(Locale.ROOT));
    }

    void evicted() {
        evictions.increment();
        residencyChanged();
    }

    void residencyChanged() {
        Gauges.show(
                resident,
                labelled(residency.residentBytes()).entrySet(),
                entry -> Tags.of("adapter", entry.getKey()),
                Map.Entry::getValue);
    }

    static Map<String, Long> labelled(Map<Digest, Long> bytes) {
        Map<String, Long> labelled = new LinkedHashMap<>();
        bytes.forEach((adapter, size) ->
                labelled.merge(labelled.size() < MOST_ADAPTERS ? adapter.brief() : OTHER, size, Long::sum));
        return labelled;
    }
}
