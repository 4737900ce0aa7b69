package dev.whetstone.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

/** Quarkus' own timers have no buckets, so no quantile could be computed over replicas. */
@Singleton
class FrameworkTimers implements MeterFilter {

    private static final Set<String> CALLS = Set.of("http.server.requests", "grpc.server.processing.duration");
    private static final DistributionStatisticConfig BUCKETS = DistributionStatisticConfig.builder()
            .serviceLevelObjectives(
                    Stream.of(Boundaries.CALL).mapToDouble(Duration::toNanos).toArray())
            .build();

    @Override
    public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
        return CALLS.contains(id.getName()) ? BUCKETS.merge(config) : config;
    }
}
