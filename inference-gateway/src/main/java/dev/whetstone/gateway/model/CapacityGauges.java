package dev.whetstone.gateway.model;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** What this replica is allowed, to hold what it uses against. */
@Singleton
class CapacityGauges {

    private final EngineConfig config;
    private final BaseModel base;

    CapacityGauges(EngineConfig config, BaseModel base) {
        this.config = config;
        this.base = base;
    }

    void start(@Observes StartupEvent event, MeterRegistry registry) {
        Gauge.builder("gateway.batch.capacity", config, EngineConfig::maxBatch)
                .description("Requests that may be decoded together")
                .register(registry);
        Gauge.builder("gateway.queue.capacity", config, EngineConfig::queueCapacity)
                .description("Requests that may wait for a place in the batch")
                .register(registry);
        Gauge.builder(
                        "gateway.kv.cache.budget",
                        config,
                        engine -> engine.kvBudget().asLongValue())
                .description("Memory that keys and values may take")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("gateway.base.loaded", base, model -> model.find().isPresent() ? 1 : 0)
                .description("1 when the base model can answer")
                .register(registry);
    }
}
