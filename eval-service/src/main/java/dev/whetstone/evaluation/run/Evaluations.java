package dev.whetstone.evaluation.run;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.evaluation.output.Progress;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

/** What may happen to an evaluation's row. Everything that a worker writes is refused once another one holds the row. */
@ApplicationScoped
@Transactional
public class Evaluations {
    private final EntityManager database;
    private final RunConfig config;
    private final Clock clock;

    Evaluations(EntityManager database, RunConfig config, Clock clock) {
        this.database = database;
        this.config = config;
        this.clock = clock;
    }

    /** The oldest evaluation that nobody works on, or whose worker went silent; those others look at right now are skipped. */
    public Optional<Claim> claim(String worker) {
        Instant now = clock.instant();
        List<?> free = database.createNativeQuery("""
                        SELECT id FROM evaluation
                        WHERE state IN ('QUEUED', 'RUNNING') AND available_at <= :now AND (leased_until IS NULL OR leased_until < :now)
                        ORDER BY queued_at LIMIT 1 FOR UPDATE SKIP LOCKED""", UUID.class)
                .setParameter("now", now)
                .getResultList();
        return free.stream()
                .findFirst()
                .flatMap(id -> Evaluation.lock((UUID) id))
                .map(row -> row.claim(worker, now.plus(config.lease())));
    }

    /** Says whether the claim still holds. */
    public boolean renew(Claim claim, Progress progress) {
        Optional<Evaluation> held = Evaluation.lock(claim.id()).filter(row -> row.heldBy(claim));
        held.ifPresent(row -> row.renew(
                progress.planned(), progress.finished(), clock.instant().plus(config.lease())));
        return held.isPresent();
    }

    /** Says which base a gate evaluation measures; false when that base has its evaluation already. */
    public boolean measures(Claim claim, Digest base) {
        Evaluation row = held(claim);
        if (Evaluation.measured(claim, base)) {
            return false;
        }
        row.measures(base);
        return true;
    }

    /** There was nothing to measure. */
    public void supersede(Claim claim, String reason) {
        held(claim).supersede(reason, clock.instant());
    }

    public void expects(Claim claim, String power) {
        held(claim).expects(power);
    }

    public void waitForAdapter(Claim claim, Instant until) {
        held(claim).waitForAdapter(until);
    }

    /** Completes the row. Called in the transaction that records what follows from the result, after its other locks. */
    public void finish(Claim claim, String summary, ArtifactRef report, Progress progress) {
        Evaluation row = held(claim);
        row.progress(progress.planned(), progress.finished());
        row.complete(summary, report, clock.instant());
    }

    /** Puts it back for a while, for a reason that is not its fault. */
    public void later(Claim claim, Duration pause, String reason) {
        held(claim).putBack(reason, clock.instant().plus(pause));
    }

    /** Says whether the evaluation is to be given up. */
    public boolean again(Claim claim, String reason, boolean advanced) {
        Evaluation row = held(claim);
        int failures = row.countFailure(advanced);
        if (failures >= config.attempts()) {
            return true;
        }
        row.putBack(reason, clock.instant().plus(Backoff.after(failures, config.pause())));
        return false;
    }

    /** Gives it up. {@code abandoned} lets go of what the run held, before the row is locked. */
    public void fail(Claim claim, String reason, Runnable abandoned) {
        abandoned.run();
        held(claim).fail(reason, clock.instant());
    }

    /** A gateway serves the adapter: whoever waits for it need not. */
    public void adapterServed(TaskName task, Digest adapter) {
        Evaluation.openOf(task, adapter).forEach(Evaluation::adapterServed);
    }

    public void adapterRefused(TaskName task, Digest adapter, String reason) {
        Evaluation.openOf(task, adapter).forEach(row -> row.refuse(reason));
    }

    private static Evaluation held(Claim claim) {
        return Evaluation.lock(claim.id())
                .filter(row -> row.heldBy(claim))
                .orElseThrow(() -> new LeaseLostException(claim));
    }
}
