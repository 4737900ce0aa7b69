package dev.whetstone.evaluation.leadtime;

import dev.whetstone.contracts.training.TrainingQueued;
import dev.whetstone.contracts.training.TrainingTrigger;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Who asked for a training job, and when it was queued by training-service's clock. */
@Entity
@Table(name = "training_cause")
class TrainingCause extends PanacheEntityBase {

    @Id
    private UUID job;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private TrainingTrigger trigger;

    @Column(name = "queued_at")
    private Instant queuedAt;

    protected TrainingCause() {}

    static void learn(TrainingQueued queued, Instant when) {
        TrainingCause row = new TrainingCause();
        row.job = queued.job();
        row.trigger = queued.trigger();
        row.queuedAt = when;
        row.persist();
    }

    static Optional<TrainingCause> of(UUID job) {
        return findByIdOptional(job);
    }

    TrainingTrigger trigger() {
        return trigger;
    }

    Instant queuedAt() {
        return queuedAt;
    }
}
