package dev.whetstone.training.job;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.training.AttemptFinished;
import dev.whetstone.contracts.training.AttemptOutcome;
import dev.whetstone.contracts.training.CheckpointSaved;
import dev.whetstone.contracts.training.TrainingProgressed;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

/**
 * One seed of a job. While it runs, one attempt holds its lease under a fencing token; whoever comes with another token is not heard.
 * Lease times come from the database's clock, since two replicas' clocks may differ.
 */
@Entity
@Table(name = "training_run")
public class TrainingRun extends PanacheEntityBase {

    @Id
    private UUID id;

    private UUID job;
    private int ordinal;
    private long seed;

    @Enumerated(EnumType.STRING)
    private RunStatus status;

    private int attempts;

    /** Attempts that count against the limit: one that was told to stop does not. */
    @Column(name = "charged_attempts")
    private int chargedAttempts;

    @Column(name = "fencing_token")
    private long fencingToken;

    @Column(name = "lease_holder")
    private String leaseHolder;

    @Column(name = "lease_until")
    private Instant leaseUntil;

    private long step;
    private long steps;

    @Column(name = "remaining_seconds")
    private Double remainingSeconds;

    @JdbcTypeCode(SqlTypes.JSON)
    private ArtifactRef checkpoint;

    @Column(name = "checkpoint_step")
    private Long checkpointStep;

    @JdbcTypeCode(SqlTypes.JSON)
    private ArtifactRef adapter;

    @JdbcTypeCode(SqlTypes.JSON)
    private ArtifactRef receipt;

    @Column(name = "validation_loss")
    private Double validationLoss;

    @Column(name = "best_step")
    private Long bestStep;

    @Enumerated(EnumType.STRING)
    private AttemptOutcome outcome;

    private String message;

    @Version
    private int version;

    protected TrainingRun() {}

    static TrainingRun queued(UUID job, int ordinal, long seed) {
        TrainingRun run = new TrainingRun();
        run.id = UUID.randomUUID();
        run.job = job;
        run.ordinal = ordinal;
        run.seed = seed;
        run.status = RunStatus.QUEUED;
        run.persist();
        return run;
    }

    static List<TrainingRun> ofJob(UUID job) {
        return list("job = ?1 order by ordinal", job);
    }

    /** So that nobody changes them meanwhile. */
    static List<TrainingRun> lockedOfJob(UUID job) {
        return find("job = ?1 order by ordinal", job)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .list();
    }

    static Optional<TrainingRun> locked(UUID id) {
        return findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE);
    }

    static long running() {
        return count("status", RunStatus.RUNNING);
    }

    /** Runs that no living attempt holds: queued, or with a lease that ran out. Rows another replica is claiming are passed over. */
    static Optional<UUID> nextClaimable(Instant now) {
        List<?> ids = getEntityManager()
                .createNativeQuery("""
                        select id from training_run
                        where status = 'QUEUED' or (status = 'RUNNING' and lease_until < :now)
                        order by fencing_token, job, ordinal limit 1 for update skip locked
                        """, UUID.class)
                .setParameter("now", now)
                .getResultList();
        return ids.stream().map(UUID.class::cast).findFirst();
    }

    /** Held by somebody who has not renewed for a while, though the lease has not run out yet. */
    static List<TrainingRun> neglected(String holder, Instant untilBefore) {
        return list("status = ?1 and leaseHolder <> ?2 and leaseUntil < ?3", RunStatus.RUNNING, holder, untilBefore);
    }

    /** A new attempt begins under a token higher than any before. */
    Attempt claim(String holder, long token, Instant now, Duration lease) {
        attempts++;
        chargedAttempts++;
        status = RunStatus.RUNNING;
        fencingToken = token;
        leaseHolder = holder;
        leaseUntil = now.plus(lease);
        return Attempt.started(id, attempts, token, now);
    }

    /** Another supervisor goes on watching the same living attempt: the token stays. */
    void adopt(String holder, Instant now, Duration lease) {
        leaseHolder = holder;
        leaseUntil = now.plus(lease);
    }

    void renew(Instant now, Duration lease) {
        leaseUntil = now.plus(lease);
    }

    void requeue(boolean charged) {
        if (!charged) {
            chargedAttempts--;
        }
        status = RunStatus.QUEUED;
        leaseHolder = null;
        leaseUntil = null;
    }

    /** Whether facts under this token are those of the attempt that holds the run now. */
    boolean holds(long token) {
        return status == RunStatus.RUNNING && fencingToken == token;
    }

    void progressed(TrainingProgressed progress) {
        step = Math.max(step, progress.step());
        steps = progress.steps();
        remainingSeconds = progress.remaining().toMillis() / 1000.0;
    }

    void checkpointed(CheckpointSaved saved) {
        checkpoint = saved.checkpoint();
        checkpointStep = saved.step();
    }

    void finished(AttemptFinished finished) {
        status = finished.outcome() == AttemptOutcome.SUCCEEDED ? RunStatus.SUCCEEDED : RunStatus.FAILED;
        outcome = finished.outcome();
        message = finished.message();
        adapter = finished.adapter().orElse(null);
        receipt = finished.receipt().orElse(null);
        validationLoss = finished.validationLoss().isPresent()
                ? finished.validationLoss().getAsDouble()
                : null;
        bestStep = finished.bestStep();
        remainingSeconds = 0.0;
        leaseHolder = null;
        leaseUntil = null;
    }

    void exhausted(String why) {
        status = RunStatus.FAILED;
        message = why;
        leaseHolder = null;
        leaseUntil = null;
    }

    void cancel() {
        if (!status.over()) {
            status = RunStatus.CANCELLED;
            leaseHolder = null;
            leaseUntil = null;
        }
    }

    public UUID id() {
        return id;
    }

    public UUID job() {
        return job;
    }

    public long seed() {
        return seed;
    }

    RunStatus status() {
        return status;
    }

    public int attempts() {
        return attempts;
    }

    int chargedAttempts() {
        return chargedAttempts;
    }

    public long fencingToken() {
        return fencingToken;
    }

    long step() {
        return step;
    }

    long steps() {
        return steps;
    }

    OptionalDouble remainingSeconds() {
        return remainingSeconds == null ? OptionalDouble.empty() : OptionalDouble.of(remainingSeconds);
    }

    public Optional<ArtifactRef> checkpoint() {
        return Optional.ofNullable(checkpoint);
    }

    Optional<Long> checkpointStep() {
        return Optional.ofNullable(checkpointStep);
    }

    Optional<ArtifactRef> adapter() {
        return Optional.ofNullable(adapter);
    }

    Optional<ArtifactRef> receipt() {
        return Optional.ofNullable(receipt);
    }

    OptionalDouble validationLoss() {
        return validationLoss == null ? OptionalDouble.empty() : OptionalDouble.of(validationLoss);
    }

    long bestStep() {
        return bestStep == null ? 0 : bestStep;
    }

    Optional<AttemptOutcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    Optional<String> message() {
        return Optional.ofNullable(message);
    }
}
