package dev.whetstone.gateway.model;

import dev.whetstone.metrics.Boundaries;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import java.time.Duration;
import java.util.List;

/** How long adapters take to be verified and loaded, and what came of it. */
final class LoadMeter {

    private final MeterRegistry registry;

    LoadMeter(MeterRegistry registry) {
        this.registry = registry;
        List.of("resident", "refused", "failed").forEach(this::timer);
    }

    void loaded(AdapterVerdict verdict, Duration took) {
        timer(
                        switch (verdict) {
                            case AdapterVerdict.Accepted _ -> "resident";
                            case AdapterVerdict.Refused _ -> "refused";
                            case AdapterVerdict.Failed _ -> "failed";
                        })
                .record(took);
    }

    private Timer timer(String outcome) {
        return Timer.builder("gateway.adapter.load.duration")
                .description("An adapter's verification and load")
                .serviceLevelObjectives(Boundaries.STEP)
                .tag("outcome", outcome)
                .register(registry);
    }
}
