package dev.whetstone.training.job;

import dev.whetstone.contracts.training.AttemptFinished;
import dev.whetstone.contracts.training.AttemptOutcome;
import dev.whetstone.contracts.training.CheckpointSaved;
import dev.whetstone.contracts.training.FailureReason;
import dev.whetstone.contracts.training.TrainingFailed;
import dev.whetstone.contracts.training.TrainingProgressEvent;
import dev.whetstone.contracts.training.TrainingProgressed;
import dev.whetstone.contracts.training.TrainingStarted;
import dev.whetstone.contracts.training.TrainingSucceeded;
import dev.whetstone.messaging.Outbox;
import dev.whetstone.messaging.TraceParent;
import dev.whetstone.messaging.TracedWork;
import dev.whetstone.training.evidence.TuningEvidence;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** Every change of a run's state, each in one transaction with the events it causes. */
@ApplicationScoped
public class RunLedger {

    private static final Logger LOG = Logger.getLogger(RunLedger.class);

    private final Outbox outbox;
    private final DatabaseClock leases;
    private final Clock clock;
    private final RunMeters meters;
    private final Duration lease;
    private final int maxAttempts;

    RunLedger(
            Outbox outbox,
            DatabaseClock leases,
            Clock clock,
            RunMeters meters,
            @ConfigProperty(name = "training.run.lease") Duration lease,
            @ConfigProperty(name = "training.run.max-attempts") int maxAttempts) {
        this.outbox = outbox;
        this.leases = leases;
        this.clock = clock;
        this.meters = meters;
        this.lease = lease;
        this.maxAttempts = maxAttempts;
    }

    /**
     * A run and its job, as a launcher needs them.
     *
     * @param trace of what asked for the job
     */
    public record Claim(TrainingJob job, TrainingRun run, int attempt, long token, TraceParent trace) {}

    /** Takes the next free run for a new attempt, unless this many run already. */
    @Transactional
    public Optional<Claim> claim(String holder, int atMost) {
        Instant now = leases.now();
        Optional<UUID> next = TrainingRun.nextClaimable(now);
        if (next.isEmpty()) {
            return Optional.empty();
        }
        TrainingRun run = TrainingRun.locked(next.get()).orElseThrow();
        if (run.status() == RunStatus.QUEUED && TrainingRun.running() >= atMost) {
            return Optional.empty();
        }
        TrainingJob job = jobOf(run);
        return TracedWork.after(job.trace()).call(() -> claim(job, run, holder, now));
    }

    private Optional<Claim> claim(TrainingJob job, TrainingRun run, String holder, Instant now) {
        if (run.status() == RunStatus.RUNNING) {
            Attempt.ended(
                    run.id(),
                    run.attempts(),
                    "lease_expired",
                    "nobody renewed its lease of " + lease.toSeconds() + " s",
                    now);
        }
        if (run.chargedAttempts() >= maxAttempts) {
            exhaust(job, run);
            return Optional.empty();
        }
        Attempt attempt = run.claim(holder, leases.nextFencingToken(), now, lease);
        meters.begun(job, attempt);
        job.started();
        outbox.append(new TrainingStarted(job.task(), job.id(), run.id(), attempt.number(), run.seed()));
        LOG.infof("attempt %d of run %s claimed: token=%d", attempt.number(), run.id(), attempt.token());
        return Optional.of(asClaim(run));
    }

    /** Attempts whose supervisor has missed a third of its lease: it is likely gone, while its worker may live. */
    @Transactional
    public List<Claim> neglected(String holder) {
        Instant renewedBefore = leases.now().plus(lease.multipliedBy(2).dividedBy(3));
        return TrainingRun.neglected(holder, renewedBefore).stream()
                .map(this::asClaim)
                .toList();
    }

    private Claim asClaim(TrainingRun run) {
        TrainingJob job = jobOf(run);
        TraceParent trace = job.trace().orElseGet(TraceParent::start);
        return new Claim(job, run, run.attempts(), run.fencingToken(), trace);
    }

    private static TrainingJob jobOf(TrainingRun run) {
        return TrainingJob.<TrainingJob>findByIdOptional(run.job()).orElseThrow();
    }

    /** Goes on watching an attempt whose supervisor is gone while its worker lives. False when it is somebody else's by now. */
    @Transactional
    public boolean adopt(UUID run, long token, String holder) {
        Optional<TrainingRun> held = TrainingRun.locked(run).filter(row -> row.holds(token));
        held.ifPresent(row -> row.adopt(holder, leases.now(), lease));
        return held.isPresent();
    }

    /** False when the attempt has lost its run: its worker must be stopped. */
    @Transactional
    public boolean renew(UUID run, long token) {
        Optional<TrainingRun> held = TrainingRun.locked(run).filter(row -> row.holds(token));
        held.ifPresent(row -> row.renew(leases.now(), lease));
        return held.isPresent();
    }

    /** Whether this attempt is the one that holds its run: the worker of any other has nothing to do. */
    @Transactional
    public boolean holds(Attempt.Key attempt) {
        return TrainingRun.<TrainingRun>findByIdOptional(attempt.run())
                .filter(run -> run.status() == RunStatus.RUNNING && run.attempts() == attempt.number())
                .isPresent();
    }

    /** The worker is gone without a last word, or there never was one; {@code how} is kept for who asks why. */
    @Transactional
    public void lost(UUID run, long token, AttemptLoss loss, String how) {
        TrainingRun.locked(run).filter(row -> row.holds(token)).ifPresent(row -> {
            Attempt.ended(run, row.attempts(), loss.label(), how, leases.now());
            row.requeue(loss.charged());
            if (row.chargedAttempts() >= maxAttempts) {
                TrainingJob job = jobOf(row);
                TracedWork.after(job.trace()).run(() -> exhaust(job, row));
            }
        });
    }

    private void exhaust(TrainingJob job, TrainingRun run) {
        String last = Attempt.ofRun(run.id()).getLast().message().orElse("see its worker's log");
        run.exhausted("every one of " + run.attempts() + " attempts was lost; the last: " + last);
        meters.ended(run, RunMeters.EXHAUSTED, leases.now());
        conclude(job);
    }

    /** A worker's fact, inside the inbox transaction. Facts of a replaced attempt are dropped. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void apply(TrainingProgressEvent event) {
        Optional<TrainingRun> run = TrainingRun.locked(event.run()).filter(row -> row.holds(event.fencingToken()));
        if (run.isEmpty()) {
            meters.fenced();
            LOG.infof(
                    "dropped %s of attempt %d of run %s: token %d holds it no more",
                    event.getClass().getSimpleName(), event.attempt(), event.run(), event.fencingToken());
            return;
        }
        switch (event) {
            case TrainingProgressed progress -> {
                run.get().progressed(progress);
                CurvePoint.remember(progress);
                meters.progressed();
            }
            case CheckpointSaved saved -> {
                run.get().checkpointed(saved);
                meters.checkpointed();
            }
            case AttemptFinished finished -> finish(run.get(), finished);
        }
    }

    private void finish(TrainingRun run, AttemptFinished finished) {
        run.finished(finished);
        String label = RunMeters.label(finished.outcome());
        Attempt.ended(run.id(), finished.attempt(), label, finished.message(), leases.now());
        meters.ended(run, label, leases.now());
        conclude(jobOf(run));
    }

    /** When its last run is over, a job succeeds with the best of them or fails. */
    private void conclude(TrainingJob job) {
        job.lock();
        List<TrainingRun> runs = TrainingRun.ofJob(job.id());
        if (!job.status().active()
                || !runs.stream().allMatch(run -> run.status().over())) {
            return;
        }
        Optional<TrainingRun> best = runs.stream()
                .filter(run -> run.status() == RunStatus.SUCCEEDED)
                .min(Comparator.comparingDouble(run -> run.validationLoss().orElseThrow()));
        best.ifPresentOrElse(run -> succeed(job, run), () -> fail(job, runs));
    }

    private void succeed(TrainingJob job, TrainingRun best) {
        job.succeeded(best.id(), clock.instant());
        TuningEvidence evidence =
                TuningEvidence.<TuningEvidence>findByIdOptional(job.decision()).orElseThrow();
        outbox.append(new TrainingSucceeded(
                job.task(),
                job.id(),
                best.id(),
                job.dataset(),
                evidence.base(),
                best.adapter().orElseThrow(),
                best.validationLoss().orElseThrow(),
                best.bestStep(),
                best.receipt().orElseThrow()));
        LOG.infof(
                "job %s succeeded: run=%s validation loss %.4f",
                job.id(), best.id(), best.validationLoss().orElseThrow());
    }

    private void fail(TrainingJob job, List<TrainingRun> runs) {
        TrainingRun last = runs.getLast();
        FailureReason reason = last.outcome().map(RunLedger::reason).orElse(FailureReason.ATTEMPTS_EXHAUSTED);
        fail(job, reason, last.message().orElse("no run ended with an adapter"));
    }

    private void fail(TrainingJob job, FailureReason reason, String message) {
        job.failed(reason, message, clock.instant());
        outbox.append(new TrainingFailed(job.task(), job.id(), reason, message));
        LOG.warnf("job %s failed: %s: %s", job.id(), reason, message);
    }

    /** Ends a job that is active; its workers lose their leases and are stopped at the next look. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void cancel(TrainingJob job) {
        TrainingRun.lockedOfJob(job.id()).forEach(TrainingRun::cancel);
        fail(job, FailureReason.CANCELLED, "cancelled on request");
    }

    private static FailureReason reason(AttemptOutcome outcome) {
        return switch (outcome) {
            case DIVERGED -> FailureReason.DIVERGED;
            case INVALID_DATA -> FailureReason.INVALID_DATA;
            case INVALID_INPUT -> FailureReason.INVALID_INPUT;
            case SUCCEEDED -> throw new IllegalArgumentException("a successful run is no failure");
        };
    }
}
