package dev.whetstone.training.job;

import dev.whetstone.metrics.Gauges;
import dev.whetstone.metrics.StoredRow;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

/** How many runs stand where, what waits, and the newest point of each running run's curve; a run is named by its place in its job. */
@ApplicationScoped
class RunGauges {

    private static final String STATES = "SELECT status, count(*) FROM training_run GROUP BY status";
    private static final String WAITING = """
            SELECT (SELECT count(*) FROM retraining_trigger),
                   (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(j.created_at)), 0)
                    FROM training_run r JOIN training_job j ON j.id = r.job WHERE r.status = 'QUEUED')""";
    private static final String CURVES = """
            SELECT j.task, r.ordinal, r.step::float8 / greatest(r.steps, 1), c.loss, c.tokens_per_second, v.validation_loss
            FROM training_run r JOIN training_job j ON j.id = r.job
            CROSS JOIN LATERAL (SELECT loss, tokens_per_second FROM curve_point WHERE run = r.id
                                ORDER BY step DESC LIMIT 1) c
            LEFT JOIN LATERAL (SELECT validation_loss FROM curve_point WHERE run = r.id AND validation_loss IS NOT NULL
                               ORDER BY step DESC LIMIT 1) v ON true
            WHERE r.status = 'RUNNING'""";

    private final EntityManager database;
    private final MultiGauge states;
    private final List<MultiGauge> curves;
    private volatile double triggers;
    private volatile double oldest;

    RunGauges(EntityManager database, MeterRegistry metrics) {
        this.database = database;
        this.states = MultiGauge.builder("training.runs")
                .description("Runs by where they stand")
                .register(metrics);
        this.curves = List.of( // in the order of the query's columns
                MultiGauge.builder("training.run.progress")
                        .description("Part of its steps that a running run has done")
                        .baseUnit("ratio")
                        .register(metrics),
                MultiGauge.builder("training.run.loss")
                        .description("Mean loss over completion tokens at a running run's newest point, nats")
                        .register(metrics),
                MultiGauge.builder("training.run.tokens.per.second")
                        .description("Tokens through the model at a running run's newest point, prompt tokens included")
                        .register(metrics),
                MultiGauge.builder("training.run.validation.loss")
                        .description("Mean validation loss that a running run measured last, nats")
                        .register(metrics));
        Gauge.builder("training.triggers.waiting", this, gauges -> gauges.triggers)
                .description("Wishes for a job that wait for quiet, a cooldown or the daily cap")
                .register(metrics);
        Gauge.builder("training.runs.queued.oldest.age", this, gauges -> gauges.oldest)
                .description("Age of the job of the run that has waited longest to be claimed")
                .baseUnit("seconds")
                .register(metrics);
        showStates(Map.of());
    }

    @Scheduled(
            every = "${whetstone.metrics.poll:5s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    @RunOnVirtualThread
    @Transactional
    void refresh() {
        Map<RunStatus, Long> counts = new EnumMap<>(RunStatus.class);
        StoredRow.of(database, STATES).forEach(row -> counts.put(RunStatus.valueOf(row.text(0)), row.count(1)));
        showStates(counts);
        StoredRow waiting = StoredRow.of(database, WAITING).getFirst();
        triggers = waiting.number(0);
        oldest = waiting.number(1);
        List<StoredRow> points = StoredRow.of(database, CURVES);
        for (int i = 0; i < curves.size(); i++) {
            int column = 2 + i;
            Gauges.show(
                    curves.get(i),
                    points.stream().filter(row -> row.has(column)).toList(),
                    RunGauges::run,
                    row -> row.number(column));
        }
    }

    private void showStates(Map<RunStatus, Long> counts) {
        Gauges.show(
                states,
                List.of(RunStatus.values()),
                status -> Tags.of("state", status.name().toLowerCase(Locale.ROOT)),
                status -> counts.getOrDefault(status, 0L));
    }

    private static Tags run(StoredRow row) {
        return Tags.of("task", row.text(0), "run", Long.toString(row.count(1)));
    }
}
