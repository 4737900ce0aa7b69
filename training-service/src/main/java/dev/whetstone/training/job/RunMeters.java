package dev.whetstone.training.job;

import dev.whetstone.contracts.training.AttemptOutcome;
import dev.whetstone.edge.Refusals;
import dev.whetstone.metrics.Boundaries;
import dev.whetstone.training.edge.TrainingError;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.StartupEvent;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** How long runs wait and take, and that their workers are heard. */
@ApplicationScoped
class RunMeters {

    static final String EXHAUSTED = "attempts_exhausted";

    private final MeterRegistry metrics;
    private final Timer queueWait;
    private final Counter reports;
    private final Counter checkpoints;
    private final Counter fenced;

    RunMeters(MeterRegistry metrics) {
        this.metrics = metrics;
        this.queueWait = Timer.builder("training.run.queue.wait")
                .description("From a job's queueing to the first attempt of one of its runs")
                .serviceLevelObjectives(Boundaries.STAGE)
                .register(metrics);
        this.reports = metrics.counter("training.progress.reports");
        this.checkpoints = metrics.counter("training.checkpoints.saved");
        this.fenced = metrics.counter("training.facts.fenced");
    }

    /** All labels with zero, so that the first of a kind is seen to rise. */
    void start(@Observes StartupEvent event, Refusals refusals) {
        Stream.of(AttemptOutcome.values()).forEach(outcome -> duration(label(outcome)));
        duration(EXHAUSTED);
        refusals.expect(TrainingError.values());
    }

    void begun(TrainingJob job, Attempt attempt) {
        if (attempt.number() == 1) {
            queueWait.record(between(job.createdAt(), attempt.startedAt()));
        }
    }

    /** @param outcome of {@link #label}, or {@link #EXHAUSTED} */
    void ended(TrainingRun run, String outcome, Instant now) {
        Attempt.ofRun(run.id()).stream()
                .findFirst()
                .ifPresent(first -> duration(outcome).record(between(first.startedAt(), now)));
    }

    void progressed() {
        reports.increment();
    }

    void checkpointed() {
        checkpoints.increment();
    }

    void fenced() {
        fenced.increment();
    }

    static String label(AttemptOutcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    /** Two clocks may disagree by more than the time between. */
    private static Duration between(Instant from, Instant to) {
        Duration between = Duration.between(from, to);
        return between.isNegative() ? Duration.ZERO : between;
    }

    private Timer duration(String outcome) {
        return Timer.builder("training.run.duration")
                .description("From a run's first attempt to its end, all attempts and pauses included")
                .serviceLevelObjectives(Boundaries.STAGE)
                .tag("outcome", outcome)
                .register(metrics);
    }
}
