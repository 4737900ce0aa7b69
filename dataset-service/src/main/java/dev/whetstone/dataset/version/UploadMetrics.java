package dev.whetstone.dataset.version;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import java.util.function.Supplier;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** How many uploads came to what, and how long that took. */
@Singleton
class UploadMetrics {

    private final MeterRegistry metrics;

    @Inject
    UploadMetrics(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    UploadOutcome measure(Supplier<UploadOutcome> work) {
        Timer.Sample started = Timer.start(metrics);
        String label = "failed";
        try {
            UploadOutcome outcome = work.get();
            label = outcome.label();
            if (outcome instanceof UploadOutcome.Rejected rejected) {
                rejected.report()
                        .blocking()
                        .forEach(finding -> metrics.counter("dataset.findings.blocking", "code", finding.code())
                                .increment(finding.rows()));
            }
            return outcome;
        } finally {
            started.stop(metrics.timer("dataset.uploads.finished", "outcome", label));
        }
    }
}
