package dev.whetstone.evaluation.worker;

import dev.whetstone.artifacts.ArtifactStoreUnavailableException;
import dev.whetstone.edge.RequestRefused;
import dev.whetstone.evaluation.gateway.GatewayAwayException;
import dev.whetstone.evaluation.output.Progress;
import dev.whetstone.evaluation.run.Claim;
import dev.whetstone.evaluation.run.Evaluations;
import dev.whetstone.evaluation.run.LeaseLostException;
import dev.whetstone.evaluation.run.RunConfig;
import dev.whetstone.evaluation.suite.InvalidItemException;
import dev.whetstone.messaging.TracedWork;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

/** Does one attempt at one claimed evaluation and writes down what became of it. */
@ApplicationScoped
class EvaluationWorker {
    private static final Logger LOG = Logger.getLogger(EvaluationWorker.class);

    private final Evaluations evaluations;
    private final List<Procedure> procedures;
    private final RunConfig config;
    private final AttemptMeters meters;

    EvaluationWorker(Evaluations evaluations, @All List<Procedure> procedures, RunConfig config, AttemptMeters meters) {
        this.evaluations = evaluations;
        this.procedures = procedures;
        this.config = config;
        this.meters = meters;
    }

    /** In the trace of what asked for it, however long the row has waited. */
    void work(Claim claim) {
        TracedWork.after(claim.trace())
                .named("evaluate")
                .with("whetstone.evaluation.id", claim.id())
                .with("whetstone.evaluation.kind", claim.kind().label())
                .with("whetstone.task", claim.task())
                .run(() -> carryOut(claim));
    }

    private void carryOut(Claim claim) {
        Progress progress = new Progress();
        long began = System.nanoTime();
        try {
            RunEnd end = attemptUnderLease(claim, progress);
            meters.ended(claim.kind(), end, Duration.ofNanos(System.nanoTime() - began));
            settle(claim, progress, end);
        } catch (LeaseLostException e) {
            meters.leaseLost();
            LOG.warnf("%s; its new worker goes on", e.getMessage());
        } catch (InterruptedException e) {
            LOG.infof("evaluation interrupted evaluation=%s", claim.id());
            giveBack(claim);
        }
    }

    private RunEnd attemptUnderLease(Claim claim, Progress progress) throws InterruptedException {
        LeaseKeeper keeper = LeaseKeeper.start(claim, progress, evaluations, config.lease());
        try {
            return attempt(claim, progress);
        } finally {
            keeper.stop();
        }
    }

    private RunEnd attempt(Claim claim, Progress progress) throws InterruptedException {
        LOG.infof(
                "evaluation claimed evaluation=%s kind=%s task=%s fence=%d",
                claim.id(), claim.kind().label(), claim.task(), claim.fence());
        try {
            return procedure(claim).perform(claim, progress);
        } catch (GatewayAwayException | ArtifactStoreUnavailableException e) {
            return new RunEnd.Away(e.getMessage());
        } catch (LeaseLostException e) {
            throw e;
        } catch (RequestRefused | InvalidItemException e) {
            return new RunEnd.Hopeless(e.getMessage());
        } catch (RuntimeException e) {
            LOG.errorf(e, "attempt failed evaluation=%s", claim.id());
            return new RunEnd.Again(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    private void settle(Claim claim, Progress progress, RunEnd end) {
        TracedWork.note("whetstone.evaluation.outcome", end.label());
        switch (end) {
            case RunEnd.Completed(Runnable commit) -> commit(claim, progress, commit);
            case RunEnd.Superseded(String reason) -> evaluations.supersede(claim, reason);
            case RunEnd.Later(Duration pause, String reason) -> evaluations.later(claim, pause, reason);
            case RunEnd.Away(String reason) -> evaluations.later(claim, config.patience(), reason);
            case RunEnd.Again(String reason) -> again(claim, reason, progress.advanced());
            case RunEnd.Hopeless(String reason) -> giveUp(claim, reason);
        }
    }

    private void commit(Claim claim, Progress progress, Runnable commit) {
        try {
            QuarkusTransaction.requiringNew().run(commit);
            LOG.infof("evaluation completed evaluation=%s", claim.id());
        } catch (LeaseLostException e) {
            throw e;
        } catch (ArtifactStoreUnavailableException e) {
            evaluations.later(claim, config.patience(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.errorf(e, "result not recorded evaluation=%s", claim.id());
            again(claim, "the result could not be recorded: " + e.getMessage(), progress.advanced());
        }
    }

    private void again(Claim claim, String reason, boolean advanced) {
        if (evaluations.again(claim, reason, advanced)) {
            giveUp(claim, "given up after " + config.attempts() + " attempts: " + reason);
        }
    }

    private void giveUp(Claim claim, String reason) {
        evaluations.fail(claim, reason, () -> procedure(claim).abandoned(claim, reason));
        LOG.errorf("evaluation failed evaluation=%s task=%s: %s", claim.id(), claim.task(), reason);
    }

    /** On shutdown: another process need not wait for the lease to run out. */
    private void giveBack(Claim claim) {
        try {
            evaluations.later(claim, Duration.ZERO, "its worker was stopped");
        } catch (RuntimeException e) {
            LOG.infof("evaluation is left to its lease evaluation=%s: %s", claim.id(), e.getMessage());
        }
    }

    private Procedure procedure(Claim claim) {
        return procedures.stream()
                .filter(procedure -> procedure.kind() == claim.kind())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no procedure for " + claim.kind()));
    }
}
