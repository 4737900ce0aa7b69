package dev.whetstone.evaluation.verdict;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.evaluation.AdapterJudged;
import dev.whetstone.contracts.evaluation.Verdict;
import dev.whetstone.evaluation.decide.Rate;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The verdict over one candidate's exact bytes. Never changed. */
@Entity
@Table(name = "judgement")
public class StoredVerdict extends PanacheEntityBase {
    @Id
    private UUID evaluation;

    private String task;
    private UUID job;
    private Digest adapter;
    private Digest dataset;
    private Digest eval;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private Verdict verdict;

    @Convert(converter = SentencesColumn.class)
    private List<String> reasons;

    @Convert(converter = RatesColumn.class)
    private Map<String, Rate> rates;

    private ArtifactRef report;

    @Column(name = "judged_at")
    private Instant judgedAt;

    protected StoredVerdict() {}

    /** @param rates by criterion, of the adapter on the test split */
    public static void record(UUID evaluation, AdapterJudged judged, Map<String, Rate> rates, Instant now) {
        StoredVerdict row = new StoredVerdict();
        row.evaluation = evaluation;
        row.task = judged.task().value();
        row.job = judged.job();
        row.adapter = judged.adapter();
        row.dataset = judged.dataset();
        row.eval = judged.eval();
        row.verdict = judged.verdict();
        row.reasons = judged.reasons();
        row.rates = Map.copyOf(rates);
        row.report = judged.report();
        row.judgedAt = now;
        row.persist();
    }

    /** The newest verdict that promoted exactly these bytes over this base: without one, an adapter is served by force only. */
    public static Optional<StoredVerdict> promotionOf(TaskName task, Digest base, Digest adapter) {
        return find(
                        "task = ?1 and adapter = ?2 and verdict = ?3"
                                + " and evaluation in (select id from Evaluation where base = ?4) order by judgedAt desc",
                        task.value(),
                        adapter,
                        Verdict.PROMOTED,
                        base)
                .firstResultOptional();
    }

    public static Optional<StoredVerdict> newestOf(TaskName task, Digest adapter) {
        return find("task = ?1 and adapter = ?2 order by judgedAt desc", task.value(), adapter)
                .firstResultOptional();
    }

    static List<StoredVerdict> of(TaskName task) {
        return list("task = ?1 order by judgedAt desc", task.value());
    }

    /** That the gateway served when it was judged. */
    public Digest base() {
        return getEntityManager()
                .createQuery("select base from Evaluation where id = ?1", Digest.class)
                .setParameter(1, evaluation)
                .getSingleResult();
    }

    /** Digest of the eval that it was judged by. */
    public Digest eval() {
        return eval;
    }

    public Verdict verdict() {
        return verdict;
    }

    public List<String> reasons() {
        return reasons;
    }

    /** How often the adapter passed each criterion on the test split. */
    public Map<String, Rate> rates() {
        return rates;
    }

    VerdictView view() {
        return new VerdictView(
                evaluation, task, job, adapter, dataset, eval, verdict, reasons, rates, report.digest(), judgedAt);
    }
}
