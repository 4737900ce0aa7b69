package dev.whetstone.evaluation.alert;

import dev.whetstone.metrics.Gauges;
import dev.whetstone.metrics.StoredRow;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

/** {@code whetstone_regression_alert{task,criterion}}: 1 while an alert is open, 0 before
 * and after it. Read from the rows, so that every replica says the same. */
@ApplicationScoped
class AlertGauge {
    private static final String WATCHED = """
            SELECT task, criterion, bool_or(raised)
            FROM (SELECT task, criterion, closed_at IS NULL AS raised FROM alert
                  UNION ALL SELECT task, criterion, false FROM alarm) AS watched
            GROUP BY task, criterion""";

    private final EntityManager database;
    private final MultiGauge gauge;

    AlertGauge(EntityManager database, MeterRegistry metrics) {
        this.database = database;
        this.gauge = MultiGauge.builder("whetstone.regression.alert")
                .description("1 while live output of the task fails this criterion more often than when it was judged")
                .register(metrics);
    }

    @Scheduled(
            every = "${whetstone.alert.poll:1s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    @RunOnVirtualThread
    @Transactional
    void refresh() {
        Gauges.show(
                gauge,
                StoredRow.of(database, WATCHED),
                row -> Tags.of("task", row.text(0), "criterion", row.text(1)),
                row -> row.flag(2) ? 1 : 0);
    }
}
