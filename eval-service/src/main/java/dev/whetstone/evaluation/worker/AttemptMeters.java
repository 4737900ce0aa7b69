package dev.whetstone.evaluation.worker;

import dev.whetstone.edge.Refusals;
import dev.whetstone.evaluation.edge.EvaluationError;
import dev.whetstone.evaluation.run.EvaluationKind;
import dev.whetstone.metrics.Boundaries;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.StartupEvent;

import java.time.Duration;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Attempts at evaluations: how they ended and how long they took. */
@ApplicationScoped
class AttemptMeters {
    private final MeterRegistry metrics;
    private final Counter leasesLost;

    AttemptMeters(MeterRegistry metrics) {
        this.metrics = metrics;
        this.leasesLost = metrics.counter("evaluation.leases.lost");
    }

    /** All labels with zero, so that the first of a kind is seen to rise. */
    void start(@Observes StartupEvent event, Refusals refusals) {
        Stream.of(EvaluationKind.values()).forEach(kind -> RunEnd.LABELS.forEach(outcome -> timer(kind, outcome)));
        refusals.expect(EvaluationError.values());
    }

    void ended(EvaluationKind kind, RunEnd end, Duration took) {
        timer(kind, end.label()).record(took);
    }

    void leaseLost() {
        leasesLost.increment();
    }

    private Timer timer(EvaluationKind kind, String outcome) {
        return Timer.builder("evaluation.attempt.duration")
                .description("Attempts at an evaluation, by how they ended")
                .serviceLevelObjectives(Boundaries.STAGE)
                .tag("kind", kind.label())
                .tag("outcome", outcome)
                .register(metrics);
    }
}
