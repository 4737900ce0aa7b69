package dev.whetstone.evaluation.gate;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.evaluation.TuningDecided;
import dev.whetstone.contracts.evaluation.TuningDecision;
import dev.whetstone.evaluation.verdict.SentencesColumn;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;

/** What the gate decided about one dataset version, eval and base. Never changed. */
@Entity
public class Decision extends PanacheEntityBase {
    @Id
    private UUID id;

    private UUID evaluation;
    private String task;
    private Digest dataset;
    private Digest eval;
    private Digest base;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private TuningDecision outcome;

    @Convert(converter = SentencesColumn.class)
    private List<String> justified;

    private String reason;
    private ArtifactRef report;

    @Column(name = "decided_at")
    private Instant decidedAt;

    protected Decision() {}

    static void record(UUID evaluation, TuningDecided decided, Instant now) {
        Decision row = new Decision();
        row.id = decided.decision();
        row.evaluation = evaluation;
        row.task = decided.task().value();
        row.dataset = decided.dataset();
        row.eval = decided.eval();
        row.base = decided.base();
        row.outcome = decided.outcome();
        row.justified = decided.justified();
        row.reason = decided.reason();
        row.report = decided.report();
        row.decidedAt = now;
        row.persist();
    }

    static List<Decision> of(TaskName task) {
        return list("task = ?1 order by decidedAt desc", task.value());
    }

    /** The newest decision that lets this base be tuned on this dataset version: a candidate is judged by the same eval. */
    public static Optional<Decision> justifying(TaskName task, Digest dataset, Digest base) {
        return find(
                        "task = ?1 and dataset = ?2 and base = ?3 and outcome = ?4 order by decidedAt desc",
                        task.value(),
                        dataset,
                        base,
                        TuningDecision.JUSTIFIED)
                .firstResultOptional();
    }

    public Digest eval() {
        return eval;
    }

    /** Criteria that every baseline misses. */
    public List<String> justified() {
        return justified;
    }

    DecisionView view() {
        return new DecisionView(
                id, evaluation, task, dataset, eval, base, outcome, justified, reason, report.digest(), decidedAt);
    }
}
