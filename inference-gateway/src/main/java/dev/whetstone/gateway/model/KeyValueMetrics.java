package dev.whetstone.gateway.model;

import dev.whetstone.engine.generate.BlockCounts;
import dev.whetstone.engine.generate.SchedulerCounts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;

import java.util.function.ToDoubleFunction;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** What the blocks of the key-value cache are used for, and what sharing them saved and the lack of them cost. */
@Singleton
class KeyValueMetrics {

    private final BaseModel base;
    private final MeterRegistry registry;

    KeyValueMetrics(BaseModel base, MeterRegistry registry) {
        this.base = base;
        this.registry = registry;
    }

    void start(@Observes StartupEvent event) {
        blocks("free", BlockCounts::free);
        blocks("used", BlockCounts::used);
        blocks("cached", BlockCounts::cached);
        counter(
                "gateway.kv.cache.evictions",
                "Cached blocks that were given up because another request needed room",
                counts -> counts.blocks().evicted());
        counter(
                "gateway.kv.cache.found.tokens",
                "Tokens of prompts whose keys and values were found in the cache",
                SchedulerCounts::foundTokens);
        counter(
                "gateway.preemptions",
                "Requests that left the batch because no block was free, to be computed again later",
                SchedulerCounts::preemptions);
    }

    private void blocks(String state, ToDoubleFunction<BlockCounts> value) {
        Gauge.builder(
                        "gateway.kv.cache.blocks",
                        base,
                        model -> of(model, counts -> value.applyAsDouble(counts.blocks())))
                .description(
                        "Blocks of the key-value cache: free, used by requests in the batch, or cached for requests that begin alike")
                .tag("state", state)
                .register(registry);
    }

    private void counter(String name, String description, ToDoubleFunction<SchedulerCounts> value) {
        FunctionCounter.builder(name, base, model -> of(model, value))
                .description(description)
                .register(registry);
    }

    /** Nothing before the base is loaded. */
    private static double of(BaseModel model, ToDoubleFunction<SchedulerCounts> value) {
        return model.find()
                .map(loaded -> value.applyAsDouble(loaded.scheduler().counts()))
                .orElse(0.0);
    }
}
