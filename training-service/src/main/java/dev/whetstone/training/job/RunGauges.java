package dev.whetstone.training.job;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
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
        Map<RunStatus, Number> counts = new EnumMap<>(RunStatus.class);
        rows(STATES).forEach(row -> counts.put(RunStatus.valueOf((String) row[0]), (Number) row[1]));
        showStates(counts);
        Object[] waiting = rows(WAITING).getFirst();
        triggers = ((Number) waiting[0]).doubleValue();
        oldest = ((Number) waiting[1]).doubleValue();
        List<Object[]> points = rows(CURVES);
        for (int i = 0; i < curves.size(); i++) {
            int column = 2 + i;
            curves.get(i)
                    .register(
                            points.stream()
                                    .filter(row -> row[column] != null)
                                    .<Row<?>>map(row -> Row.of(run(row), (Number) row[column]))
                                    .toList(),
                            true);
        }
    }

    private void showStates(Map<RunStatus, Number> counts) {
        List<Row<?>> rows = List.of(RunStatus.values()).stream()
                .<Row<?>>map(status -> Row.of(
                        Tags.of("state", status.name().toLowerCase(Locale.ROOT)), counts.getOrDefault(status, 0)))
                .toList();
        states.register(rows, true);
    }

    private static Tags run(Object[] row) {
        return Tags.of("task", (String) row[0], "run", row[1].toString());
    }

    private List<Object[]> rows(String query) {
        List<?> found = database.createNativeQuery(query, Object[].class).getResultList();
        return found.stream().map(Object[].class::cast).toList();
    }
}
