package dev.whetstone.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A counter that is read from rows that are never deleted. A count kept in the process misses what is committed just before a crash, and
 * counts twice what is rolled back and tried again; {@code count(*)} does neither. Every replica says the same: take the maximum, not the sum.
 */
public final class RowCounts {

    private final MeterRegistry registry;
    private final String name;
    private final String description;
    private final Map<Tags, AtomicLong> counts = new ConcurrentHashMap<>();

    public RowCounts(MeterRegistry registry, String name, String description) {
        this.registry = registry;
        this.name = name;
        this.description = description;
    }

    /** Never goes back: a reader that was slower than the next one must not look like a restart. */
    public void set(Tags tags, long count) {
        counts.computeIfAbsent(tags, this::register).accumulateAndGet(count, Math::max);
    }

    private AtomicLong register(Tags tags) {
        AtomicLong count = new AtomicLong();
        FunctionCounter.builder(name, count, AtomicLong::get)
                .description(description)
                .tags(tags)
                .register(registry);
        return count;
    }
}
