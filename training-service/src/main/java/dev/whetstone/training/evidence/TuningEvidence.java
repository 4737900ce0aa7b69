package dev.whetstone.training.evidence;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.evaluation.TuningDecided;
import dev.whetstone.contracts.evaluation.TuningDecision;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A decision of the gate: the only thing that lets a job start. */
@Entity
@Table(name = "tuning_evidence")
public class TuningEvidence extends PanacheEntityBase {

    @Id
    private UUID decision;

    private String task;
    private String dataset;
    private String base;

    @Enumerated(EnumType.STRING)
    private TuningDecision outcome;

    @Column(name = "decided_at")
    private Instant decidedAt;

    protected TuningEvidence() {}

    static void remember(TuningDecided decided, Instant now) {
        TuningEvidence row = new TuningEvidence();
        row.decision = decided.decision();
        row.task = decided.task().value();
        row.dataset = decided.dataset().value();
        row.base = decided.base().value();
        row.outcome = decided.outcome();
        row.decidedAt = now;
        getEntityManager().merge(row);
    }

    /** The last word on this dataset version, whatever it says. */
    public static Optional<TuningEvidence> findLatest(TaskName task, Digest dataset) {
        return TuningEvidence.<TuningEvidence>find(
                        "task = ?1 and dataset = ?2 order by decidedAt desc", task.value(), dataset.value())
                .firstResultOptional();
    }

    public UUID decision() {
        return decision;
    }

    public Digest base() {
        return new Digest(base);
    }

    public TuningDecision outcome() {
        return outcome;
    }
}
