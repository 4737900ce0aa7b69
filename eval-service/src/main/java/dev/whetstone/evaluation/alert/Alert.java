package dev.whetstone.evaluation.alert;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.evaluation.RegressionDetected;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;

/** A regression that was noticed, until it is closed. */
@Entity
class Alert extends PanacheEntityBase {
    @Id
    private UUID id;

    private String task;
    private String criterion;
    private Digest adapter;
    private double expected;
    private int outputs;
    private int failures;

    @Column(name = "rolled_back_to")
    private Digest rolledBackTo;

    @Column(name = "proposed_rows")
    private int proposedRows;

    @Column(name = "raised_at")
    private Instant raisedAt;

    @Column(name = "closed_at")
    private Instant closedAt;

    @Column(name = "closed_because")
    private String closedBecause;

    protected Alert() {}

    static Alert raise(RegressionDetected regression, int proposedRows, Instant now) {
        Alert row = new Alert();
        row.id = regression.alert();
        row.task = regression.task().value();
        row.criterion = regression.criterion();
        row.adapter = regression.adapter().orElse(null);
        row.expected = regression.expected();
        row.outputs = regression.outputs();
        row.failures = regression.failures();
        row.rolledBackTo = regression.rolledBackTo().orElse(null);
        row.proposedRows = proposedRows;
        row.raisedAt = now;
        row.persist();
        return row;
    }

    /** Without loading the row: it is to be locked first. */
    static Optional<TaskName> taskOf(UUID id) {
        return getEntityManager()
                .createQuery("select a.task from Alert a where a.id = :id", String.class)
                .setParameter("id", id)
                .getResultStream()
                .findFirst()
                .map(TaskName::new);
    }

    static Optional<Alert> lock(UUID id) {
        return findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE);
    }

    static List<Alert> lockOpen(TaskName task) {
        return Alert.<Alert>find("task = ?1 and closedAt is null order by raisedAt", task.value())
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .list();
    }

    static Optional<Instant> raisedLastBefore(TaskName task, Instant when) {
        return Alert.<Alert>find("task = ?1 and raisedAt <= ?2 order by raisedAt desc", task.value(), when)
                .firstResultOptional()
                .map(alert -> alert.raisedAt);
    }

    static List<Alert> of(TaskName task) {
        return list("task = ?1 order by raisedAt desc", task.value());
    }

    UUID id() {
        return id;
    }

    TaskName task() {
        return new TaskName(task);
    }

    boolean open() {
        return closedAt == null;
    }

    void close(String reason, Instant now) {
        closedAt = now;
        closedBecause = reason;
    }

    AlertView view() {
        return new AlertView(
                id,
                task,
                criterion,
                open() ? "open" : "closed",
                Optional.ofNullable(adapter),
                expected,
                outputs,
                failures,
                Optional.ofNullable(rolledBackTo),
                proposedRows,
                raisedAt,
                Optional.ofNullable(closedAt),
                Optional.ofNullable(closedBecause));
    }
}
