package dev.whetstone.evaluation.leadtime;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.training.TrainingTrigger;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;

/** One promotion by verdict, from its cause to the first replica that serves it. */
@Entity
@Table(name = "lead_time")
@IdClass(LeadTime.Key.class)
class LeadTime extends PanacheEntityBase {
    /** A promotion's name: the revision that it made. */
    record Key(String task, long revision) implements Serializable {}

    @Id
    private String task;

    @Id
    private long revision;

    private Digest adapter;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private TrainingTrigger trigger;

    @Column(name = "began_at")
    private Instant beganAt;

    @Column(name = "promoted_at")
    private Instant promotedAt;

    @Column(name = "served_at")
    private Instant servedAt;

    protected LeadTime() {}

    static void promoted(
            TaskName task, long revision, Digest adapter, TrainingTrigger trigger, Instant began, Instant now) {
        LeadTime row = new LeadTime();
        row.task = task.value();
        row.revision = revision;
        row.adapter = adapter;
        row.trigger = trigger;
        row.beganAt = began;
        row.promotedAt = now;
        row.persist();
    }

    /** The promotion that a replica's word is about, as long as none has served it. */
    static Optional<LeadTime> open(TaskName task, Digest adapter, long servedRevision) {
        return LeadTime.<LeadTime>find(
                        "task = ?1 and adapter = ?2 and revision <= ?3 and servedAt is null order by revision desc",
                        task.value(),
                        adapter,
                        servedRevision)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResultOptional();
    }

    /** Clocks of several services are compared: a difference below zero is none. */
    Served served(Instant when) {
        servedAt = when;
        Duration took = Duration.between(beganAt, when);
        return new Served(task, trigger, took.isNegative() ? Duration.ZERO : took);
    }

    /** What is measured once the transaction has committed. */
    record Served(String task, TrainingTrigger trigger, Duration took) {}
}
