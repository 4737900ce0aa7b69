package dev.whetstone.training.job;

import dev.whetstone.contracts.training.AttemptOutcome;
import dev.whetstone.contracts.training.FailureReason;
import dev.whetstone.contracts.training.TrainingTrigger;
import dev.whetstone.metrics.RowCounts;
import dev.whetstone.metrics.StoredRow;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

/** Jobs by task and attempts by how they ended, from the rows. */
@ApplicationScoped
class StoredCounts {

    private static final String TASKS =
            "SELECT task FROM stored_recipe UNION SELECT task FROM known_dataset UNION SELECT task FROM training_job";
    private static final String QUEUED = "SELECT task, trigger, count(*) FROM training_job GROUP BY task, trigger";
    private static final String FINISHED = """
            SELECT task, coalesce(failure_reason, status), count(*) FROM training_job
            WHERE status NOT IN ('QUEUED', 'RUNNING') GROUP BY 1, 2""";
    private static final String ATTEMPTS =
            "SELECT outcome, count(*) FROM attempt WHERE outcome IS NOT NULL GROUP BY outcome";

    /** Of attempts that could not say themselves how they ended. */
    private static final List<String> LOST = Stream.concat(
                    Stream.of("lease_expired"), Stream.of(AttemptLoss.values()).map(AttemptLoss::label))
            .toList();

    private final EntityManager database;
    private final RowCounts queued;
    private final RowCounts finished;
    private final RowCounts attempts;

    StoredCounts(EntityManager database, MeterRegistry metrics) {
        this.database = database;
        this.queued = new RowCounts(metrics, "training.jobs.queued", "Training jobs accepted, by who asked");
        this.finished = new RowCounts(metrics, "training.jobs.finished", "Training jobs that are over");
        this.attempts = new RowCounts(metrics, "training.attempts.finished", "Attempts that are over");
        Stream.concat(LOST.stream(), Stream.of(AttemptOutcome.values()).map(RunMeters::label))
                .forEach(outcome -> attempts.set(Tags.of("outcome", outcome), 0));
    }

    @Scheduled(
            every = "${whetstone.metrics.poll:5s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    @RunOnVirtualThread
    @Transactional
    void refresh() {
        StoredRow.of(database, TASKS).forEach(row -> expect(row.text(0)));
        for (StoredRow row : StoredRow.of(database, QUEUED)) {
            queued.set(Tags.of("task", row.text(0), "trigger", lower(row.text(1))), row.count(2));
        }
        for (StoredRow row : StoredRow.of(database, FINISHED)) {
            finished.set(Tags.of("task", row.text(0), "outcome", lower(row.text(1))), row.count(2));
        }
        for (StoredRow row : StoredRow.of(database, ATTEMPTS)) {
            attempts.set(Tags.of("outcome", row.text(0)), row.count(1));
        }
    }

    private void expect(String task) {
        for (TrainingTrigger trigger : TrainingTrigger.values()) {
            queued.set(Tags.of("task", task, "trigger", lower(trigger.name())), 0);
        }
        finished.set(Tags.of("task", task, "outcome", lower(JobStatus.SUCCEEDED.name())), 0);
        for (FailureReason reason : FailureReason.values()) {
            finished.set(Tags.of("task", task, "outcome", lower(reason.name())), 0);
        }
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
