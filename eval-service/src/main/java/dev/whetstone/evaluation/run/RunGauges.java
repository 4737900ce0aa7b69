package dev.whetstone.evaluation.run;

import dev.whetstone.metrics.Gauges;
import dev.whetstone.metrics.StoredRow;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;

import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

/** How many evaluations stand where, and how old the oldest open one is. */
@ApplicationScoped
class RunGauges {
    private static final String STATES = "SELECT kind, state, count(*) FROM evaluation GROUP BY kind, state";
    private static final String OLDEST = """
            SELECT kind, extract(epoch FROM clock_timestamp() - min(queued_at)) FROM evaluation
            WHERE state IN ('QUEUED', 'RUNNING') GROUP BY kind""";

    private final EntityManager database;
    private final MultiGauge runs;
    private final MultiGauge oldest;

    RunGauges(EntityManager database, MeterRegistry metrics) {
        this.database = database;
        this.runs = MultiGauge.builder("evaluation.runs")
                .description("Evaluations by where they stand")
                .register(metrics);
        this.oldest = MultiGauge.builder("evaluation.runs.oldest.age")
                .description("Age of the oldest evaluation that is neither completed nor given up")
                .baseUnit("seconds")
                .register(metrics);
        Gauges.show(runs, noRuns());
        Gauges.show(oldest, noAges());
    }

    @Scheduled(
            every = "${whetstone.metrics.poll:5s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    @RunOnVirtualThread
    @Transactional
    void refresh() {
        Map<Tags, Number> counts = noRuns();
        for (StoredRow row : StoredRow.of(database, STATES)) {
            counts.put(tags(EvaluationKind.valueOf(row.text(0)), EvaluationState.valueOf(row.text(1))), row.count(2));
        }
        Map<Tags, Number> ages = noAges();
        for (StoredRow row : StoredRow.of(database, OLDEST)) {
            ages.put(tags(EvaluationKind.valueOf(row.text(0))), row.number(1));
        }
        Gauges.show(runs, counts);
        Gauges.show(oldest, ages);
    }

    private static Map<Tags, Number> noRuns() {
        Map<Tags, Number> none = new LinkedHashMap<>();
        for (EvaluationKind kind : EvaluationKind.values()) {
            for (EvaluationState state : EvaluationState.values()) {
                none.put(tags(kind, state), 0);
            }
        }
        return none;
    }

    private static Map<Tags, Number> noAges() {
        Map<Tags, Number> none = new LinkedHashMap<>();
        for (EvaluationKind kind : EvaluationKind.values()) {
            none.put(tags(kind), 0);
        }
        return none;
    }

    private static Tags tags(EvaluationKind kind) {
        return Tags.of("kind", kind.label());
    }

    private static Tags tags(EvaluationKind kind, EvaluationState state) {
        return tags(kind).and("state", state.label());
    }
}
