package dev.whetstone.dataset.version;

import dev.whetstone.dataset.edge.DatasetError;
import dev.whetstone.dataset.finding.Check;
import dev.whetstone.dataset.finding.Severity;
import dev.whetstone.edge.Refusals;
import dev.whetstone.metrics.Boundaries;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.StartupEvent;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** How many uploads came to what, and how long that took. */
@Singleton
class UploadMetrics {

    private static final String FAILED = "failed";

    private final MeterRegistry metrics;

    @Inject
    UploadMetrics(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /** All labels with zero, so that the first of a kind is seen to rise. */
    void start(@Observes StartupEvent event, Refusals refusals) {
        List.of(UploadOutcome.PUBLISHED, UploadOutcome.UNCHANGED, UploadOutcome.REJECTED, FAILED)
                .forEach(this::timer);
        Stream.of(Check.values())
                .filter(check -> check.severity() == Severity.ERROR)
                .forEach(check -> blocking(check.code()));
        refusals.expect(DatasetError.values());
    }

    UploadOutcome measure(Supplier<UploadOutcome> work) {
        long began = System.nanoTime();
        String label = FAILED;
        try {
            UploadOutcome outcome = work.get();
            label = outcome.label();
            if (outcome instanceof UploadOutcome.Rejected rejected) {
                rejected.report()
                        .blocking()
                        .forEach(finding -> blocking(finding.code()).increment(finding.rows()));
            }
            return outcome;
        } finally {
            timer(label).record(Duration.ofNanos(System.nanoTime() - began));
        }
    }

    private Timer timer(String outcome) {
        return Timer.builder("dataset.upload.duration")
                .description("From an upload's first byte to its answer")
                .serviceLevelObjectives(Boundaries.STEP)
                .tag("outcome", outcome)
                .register(metrics);
    }

    private Counter blocking(String code) {
        return Counter.builder("dataset.findings.blocking")
                .description("Rows with a finding that refused their upload")
                .tag("code", code)
                .register(metrics);
    }
}
