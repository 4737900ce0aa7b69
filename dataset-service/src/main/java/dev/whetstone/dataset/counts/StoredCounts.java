package dev.whetstone.dataset.counts;

import dev.whetstone.metrics.RowCounts;
import dev.whetstone.metrics.StoredRow;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

/** Versions, regression samples and proposals, from the rows. A task has its counts with zero as soon as it exists. */
@ApplicationScoped
class StoredCounts {

    private static final String VERSIONS = """
            SELECT t.name, o.origin, count(v.id)
            FROM task t CROSS JOIN (VALUES ('upload'), ('regression')) AS o (origin)
            LEFT JOIN dataset_version v ON v.task = t.name AND v.origin = o.origin
            GROUP BY t.name, o.origin""";
    private static final String SAMPLES = """
            SELECT t.name, count(s.id) FROM task t LEFT JOIN regression_sample s ON s.task = t.name GROUP BY t.name""";
    private static final String PROPOSALS = """
            SELECT count(*) FILTER (WHERE state = 'REFUSED'), count(*) FILTER (WHERE state = 'WAITING'),
                   coalesce(extract(epoch FROM clock_timestamp() - min(received_at) FILTER (WHERE state = 'WAITING')), 0)
            FROM regression_proposal""";

    private final EntityManager database;
    private final RowCounts versions;
    private final RowCounts samples;
    private final RowCounts refused;
    private volatile double waiting;
    private volatile double oldest;

    StoredCounts(EntityManager database, MeterRegistry metrics) {
        this.database = database;
        this.versions = new RowCounts(metrics, "dataset.versions.published", "Dataset versions published");
        this.samples =
                new RowCounts(metrics, "dataset.regression.samples.added", "Failures that became regression samples");
        this.refused =
                new RowCounts(metrics, "dataset.regression.proposals.refused", "Proposals that could not be taken in");
        Gauge.builder("dataset.regression.proposals.waiting", this, counts -> counts.waiting)
                .description("Proposals of regression samples that wait to be taken in")
                .register(metrics);
        Gauge.builder("dataset.regression.proposals.oldest.age", this, counts -> counts.oldest)
                .description("Age of the proposal that has waited longest")
                .baseUnit("seconds")
                .register(metrics);
    }

    @Scheduled(
            every = "${whetstone.metrics.poll:5s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    @RunOnVirtualThread
    @Transactional
    void refresh() {
        for (StoredRow row : StoredRow.of(database, VERSIONS)) {
            versions.set(Tags.of("task", row.text(0), "origin", row.text(1)), row.count(2));
        }
        for (StoredRow row : StoredRow.of(database, SAMPLES)) {
            samples.set(Tags.of("task", row.text(0)), row.count(1));
        }
        StoredRow proposals = StoredRow.of(database, PROPOSALS).getFirst();
        refused.set(Tags.empty(), proposals.count(0));
        waiting = proposals.count(1);
        oldest = proposals.number(2);
    }
}
