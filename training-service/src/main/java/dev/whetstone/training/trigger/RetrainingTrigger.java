package dev.whetstone.training.trigger;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.training.TrainingTrigger;
import dev.whetstone.messaging.TraceParent;
import dev.whetstone.training.recipe.RetrainingPolicy;
import dev.whetstone.training.recipe.StoredRecipe;
import dev.whetstone.training.recipe.TrainingSettings;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;

/** One row a task while an event's wish for a job is not yet met: a second wish moves the first, it does not add to it. */
@Entity
@Table(name = "retraining_trigger")
public class RetrainingTrigger extends PanacheEntityBase {

    @Id
    private String task;

    @Enumerated(EnumType.STRING)
    private TrainingTrigger cause;

    @Column(name = "due_at")
    private Instant dueAt;

    @Column(name = "waits_for")
    private String waitsFor;

    private String trace;

    protected RetrainingTrigger() {}

    /**
     * Debounced: due when the task has been quiet for as long as its policy says. A regression outweighs an alert, an alert a decision.
     * An alert moves no wish that waits already: one that comes and goes would put it off for ever. The job will belong to the trace
     * of the newest wish.
     */
    public static void ask(TaskName task, TrainingTrigger cause, Instant now) {
        RetrainingPolicy policy =
                StoredRecipe.findFor(task).map(TrainingSettings::retraining).orElse(RetrainingPolicy.DEFAULT);
        Optional<RetrainingTrigger> waiting = findByIdOptional(task.value(), LockModeType.PESSIMISTIC_WRITE);
        RetrainingTrigger row = waiting.orElseGet(RetrainingTrigger::new);
        row.task = task.value();
        row.cause = waiting.isPresent() && weight(row.cause) >= weight(cause) ? row.cause : cause;
        if (waiting.isEmpty() || cause != TrainingTrigger.ALERT) {
            row.dueAt = now.plus(policy.debounce());
            row.waitsFor = "quiet until " + row.dueAt;
        }
        row.trace = TraceParent.current().value();
        row.persist();
    }

    private static int weight(TrainingTrigger cause) {
        return switch (cause) {
            case DECISION -> 0;
            case ALERT -> 1;
            case REGRESSION, REQUEST -> 2;
        };
    }

    static List<RetrainingTrigger> nextDue(Instant now) {
        return find("dueAt <= ?1 order by dueAt", now)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .list();
    }

    public static Optional<RetrainingTrigger> findFor(TaskName task) {
        return findByIdOptional(task.value());
    }

    TaskName task() {
        return new TaskName(task);
    }

    Optional<TraceParent> trace() {
        return TraceParent.parse(trace);
    }

    public TrainingTrigger cause() {
        return cause;
    }

    public Instant dueAt() {
        return dueAt;
    }

    public String waitsFor() {
        return waitsFor;
    }

    void waitsFor(String reason) {
        waitsFor = reason;
    }
}
