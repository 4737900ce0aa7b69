package dev.whetstone.evaluation.run;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.messaging.TraceParent;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;

/** One evaluation, from its cause to its result. Changed under its row lock only. */
@Entity
class Evaluation extends PanacheEntityBase {
    @Id
    private UUID id;

    private String task;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private EvaluationKind kind;

    private Digest dataset;
    private Digest eval;
    private Digest base;
    private Digest adapter;

    @Column(name = "adapter_ref")
    private ArtifactRef adapterRef;

    private UUID job;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private EvaluationState state;

    private String refusal;

    @Column(name = "wait_until")
    private Instant waitUntil;

    private int planned;
    private int finished;
    private int failures;
    private String problem;
    private String power;
    private String summary;
    private ArtifactRef report;
    private String trace;

    @Column(name = "queued_at")
    private Instant queuedAt;

    @Column(name = "ended_at")
    private Instant endedAt;

    @Embedded
    private Lease lease;

    protected Evaluation() {}

    private static Evaluation queued(TaskName task, EvaluationKind kind, Digest dataset, Digest eval, Instant now) {
        Evaluation row = new Evaluation();
        row.id = UUID.randomUUID();
        row.task = task.value();
        row.kind = kind;
        row.dataset = dataset;
        row.eval = eval;
        row.state = EvaluationState.QUEUED;
        row.queuedAt = now;
        row.trace = TraceParent.current().value();
        row.lease = Lease.free(now);
        return row;
    }

    /** The base is what the gateway serves when the run begins. */
    static Evaluation gate(TaskName task, Digest dataset, Digest eval, Instant now) {
        return queued(task, EvaluationKind.GATE, dataset, eval, now);
    }

    static Evaluation candidate(Candidate candidate, Instant now) {
        Evaluation row = queued(candidate.task(), EvaluationKind.CANDIDATE, candidate.dataset(), candidate.eval(), now);
        row.base = candidate.base();
        row.adapter = candidate.adapter().digest();
        row.adapterRef = candidate.adapter();
        row.job = candidate.job();
        return row;
    }

    static Optional<Evaluation> lock(UUID id) {
        return findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE);
    }

    static List<Evaluation> of(TaskName task) {
        return list("task = ?1 order by queuedAt desc", task.value());
    }

    /** Open evaluations of this adapter, for news from a gateway. */
    static List<Evaluation> openOf(TaskName task, Digest adapter) {
        return Evaluation.<Evaluation>find(
                        "task = ?1 and adapter = ?2 and state in ?3",
                        task.value(),
                        adapter,
                        EvaluationState.openStates())
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .list();
    }

    UUID id() {
        return id;
    }

    EvaluationKind kind() {
        return kind;
    }

    EvaluationState state() {
        return state;
    }

    Claim claim(String worker, Instant until) {
        state = EvaluationState.RUNNING;
        lease.take(worker, until);
        return asClaim();
    }

    boolean heldBy(Claim claim) {
        return state == EvaluationState.RUNNING && lease.fence() == claim.fence();
    }

    Claim asClaim() {
        return new Claim(
                id,
                lease.fence(),
                new TaskName(task),
                kind,
                dataset,
                eval,
                Optional.ofNullable(base),
                Optional.ofNullable(adapterRef),
                Optional.ofNullable(job),
                Optional.ofNullable(refusal),
                Optional.ofNullable(waitUntil),
                TraceParent.parse(trace));
    }

    /** Whether another gate evaluation holds this base, running or completed. */
    static boolean measured(Claim claim, Digest base) {
        return count(
                        "kind = ?1 and task = ?2 and dataset = ?3 and eval = ?4 and base = ?5 and id <> ?6 and state in ?7",
                        EvaluationKind.GATE,
                        claim.task().value(),
                        claim.dataset(),
                        claim.eval(),
                        base,
                        claim.id(),
                        EvaluationState.counted())
                > 0;
    }

    void measures(Digest base) {
        this.base = base;
    }

    void expects(String power) {
        this.power = power;
    }

    void waitForAdapter(Instant until) {
        this.waitUntil = until;
    }

    /** What was refused before it was the alias's candidate was something else: the same bytes over another base, say. */
    void refuse(String reason) {
        if (waitUntil != null) {
            this.refusal = reason;
            lease.hurry();
        }
    }

    void adapterServed() {
        lease.hurry();
    }

    /** Gives the row back; the next claim is possible at {@code at}. */
    void putBack(String reason, Instant at) {
        state = EvaluationState.QUEUED;
        problem = reason;
        lease.release(at);
    }

    /** An attempt that added answers was not in vain: only attempts in a row that added none count. */
    int countFailure(boolean advanced) {
        failures = advanced ? 1 : failures + 1;
        return failures;
    }

    void complete(String summary, ArtifactRef report, Instant now) {
        this.summary = summary;
        this.report = report;
        this.finished = planned;
        this.problem = null;
        end(EvaluationState.COMPLETED, now);
    }

    void fail(String reason, Instant now) {
        this.problem = reason;
        end(EvaluationState.FAILED, now);
    }

    void supersede(String reason, Instant now) {
        this.problem = reason;
        end(EvaluationState.SUPERSEDED, now);
    }

    void retry(Instant now) {
        failures = 0;
        refusal = null;
        waitUntil = null;
        endedAt = null;
        putBack(null, now);
    }

    private void end(EvaluationState state, Instant now) {
        this.state = state;
        this.endedAt = now;
        lease.release(now);
    }

    Optional<ArtifactRef> report() {
        return Optional.ofNullable(report);
    }

    void progress(int planned, int finished) {
        this.planned = planned;
        this.finished = finished;
    }

    void renew(int planned, int finished, Instant until) {
        progress(planned, finished);
        lease.renew(until);
    }

    EvaluationView view() {
        return new EvaluationView(
                id,
                task,
                kind,
                state,
                dataset,
                eval,
                Optional.ofNullable(base),
                Optional.ofNullable(adapter),
                Optional.ofNullable(job),
                new EvaluationView.ProgressView(planned, finished),
                Optional.ofNullable(problem),
                EvaluationView.json(power),
                EvaluationView.json(summary),
                queuedAt,
                Optional.ofNullable(endedAt));
    }
}
