package dev.whetstone.training.launch;

import dev.whetstone.training.job.AttemptLoss;
import dev.whetstone.training.job.RunLedger;
import dev.whetstone.training.job.RunLedger.Claim;
import dev.whetstone.training.launch.Launcher.Worker;
import dev.whetstone.training.worker.RunSpec;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * One look a second: renews the leases of living workers, settles ended ones, takes over what a killed predecessor left, claims what is
 * free. What it knows is only a cache of the ledger and the processes: it can die on any line.
 */
@ApplicationScoped
class Supervisor {

    private static final Logger LOG = Logger.getLogger(Supervisor.class);

    /** How long a worker's last word may be on its way after its process ended, when it may have spoken. */
    private static final Duration LAST_WORD = Duration.ofSeconds(15);

    /** And when it died. */
    private static final Duration DEATH = Duration.ofSeconds(3);

    /** Between two tries to start something where nothing could be started. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final String holder = UUID.randomUUID().toString();
    private final Map<UUID, Watched> watched = new ConcurrentHashMap<>();
    private final RunLedger ledger;
    private final RunSpecs specs;
    private final Launcher launcher;
    private final int concurrent;
    private volatile Instant claimsAfter = Instant.MIN;
    private volatile boolean stopping;

    Supervisor(
            RunLedger ledger,
            RunSpecs specs,
            Launcher launcher,
            MeterRegistry metrics,
            @ConfigProperty(name = "training.run.concurrent") int concurrent) {
        this.ledger = ledger;
        this.specs = specs;
        this.launcher = launcher;
        this.concurrent = concurrent;
        metrics.gaugeMapSize("training.workers", List.of(), watched);
    }

    /** An attempt that this supervisor answers for. {@code endedAt} is when its process was first seen ended. */
    private record Watched(UUID run, long token, Worker worker, Optional<Instant> endedAt) {}

    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void look() {
        if (!stopping) {
            new ArrayList<>(watched.values()).forEach(this::check);
            ledger.neglected(holder).forEach(this::takeOver);
            claimNext();
        }
    }

    /**
     * Ends workers whose attempt holds its run no more: left over where a service died between two lines, or where a worker could not be
     * reached when it was to be stopped. Workers are listed before the ledger is asked, so that one just started is never among them.
     */
    @Scheduled(every = "${training.run.settle}", concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void settle() {
        if (!stopping) {
            launcher.all().forEach((attempt, worker) -> {
                if (!ledger.holds(attempt)) {
                    LOG.warnf(
                            "attempt %d does not hold run %s: its worker is stopped", attempt.number(), attempt.run());
                    worker.stop();
                }
            });
        }
    }

    private void check(Watched attempt) {
        Optional<WorkerEnd> end = attempt.worker().ended();
        if (end.isEmpty()) {
            if (!ledger.renew(attempt.run(), attempt.token())) {
                LOG.infof(
                        "run %s is not held under token %d any more: its worker is stopped",
                        attempt.run(), attempt.token());
                attempt.worker().stop();
                watched.remove(attempt.run());
            }
            return;
        }
        switch (end.get()) {
            case WorkerEnd.Preempted() -> settle(attempt, AttemptLoss.PREEMPTED, "told to stop; it saved a checkpoint");
            case WorkerEnd.Displaced(String how) -> settle(attempt, AttemptLoss.DISPLACED, how);
            case WorkerEnd.Spoke() -> awaitLastWord(attempt, "it ended without a result", LAST_WORD);
            case WorkerEnd.Died(String how) -> awaitLastWord(attempt, how, DEATH);
        }
    }

    /** The last word travels over Kafka and may come after the process is gone: it is given time before the attempt counts as lost. */
    private void awaitLastWord(Watched attempt, String how, Duration patience) {
        if (!ledger.renew(attempt.run(), attempt.token())) {
            watched.remove(attempt.run());
            return;
        }
        Instant now = Instant.now();
        Instant ended = attempt.endedAt().orElse(now);
        watched.put(attempt.run(), new Watched(attempt.run(), attempt.token(), attempt.worker(), Optional.of(ended)));
        if (now.isAfter(ended.plus(patience))) {
            settle(attempt, AttemptLoss.DIED, how);
        }
    }

    private void settle(Watched attempt, AttemptLoss loss, String how) {
        LOG.warnf("the worker of run %s is gone (%s): %s", attempt.run(), loss.label(), how);
        ledger.lost(attempt.run(), attempt.token(), loss, how);
        // One that was given up, since it never started or its node is silent, may still be there.
        attempt.worker().stop();
        watched.remove(attempt.run());
    }

    /** A run whose supervisor is silent: when its worker is still there, this supervisor goes on watching it. */
    private void takeOver(Claim claim) {
        RunSpec spec = specs.of(claim);
        launcher.find(spec).ifPresent(worker -> {
            if (ledger.adopt(claim.run().id(), claim.token(), holder)) {
                LOG.infof(
                        "took over attempt %d of run %s",
                        claim.attempt(), claim.run().id());
                watch(claim, worker);
            }
        });
    }

    private void claimNext() {
        if (Instant.now().isBefore(claimsAfter)) {
            return;
        }
        Optional<String> obstacle = launcher.obstacle();
        if (obstacle.isPresent()) {
            postpone(obstacle.get());
            return;
        }
        ledger.claim(holder, concurrent).ifPresent(this::launch);
    }

    private void launch(Claim claim) {
        try {
            watch(claim, launcher.launch(specs.of(claim)));
        } catch (LaunchException.Refused e) {
            LOG.error(e.getMessage(), e);
            ledger.lost(claim.run().id(), claim.token(), AttemptLoss.NOT_LAUNCHED, e.getMessage());
        } catch (LaunchException.NotNow e) {
            ledger.lost(claim.run().id(), claim.token(), AttemptLoss.UNREACHABLE, e.getMessage());
            postpone(e.getMessage());
        }
    }

    private void postpone(String reason) {
        LOG.warnf("no run is started for %d s: %s", PAUSE.toSeconds(), reason);
        claimsAfter = Instant.now().plus(PAUSE);
    }

    private void watch(Claim claim, Worker worker) {
        watched.put(claim.run().id(), new Watched(claim.run().id(), claim.token(), worker, Optional.empty()));
    }

    /** Workers of this machine save a checkpoint and end, their runs are free for whoever comes next. Others go on, and are taken over. */
    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        if (launcher.outlivesService()) {
            return;
        }
        for (Watched attempt : watched.values()) {
            attempt.worker().stop();
            boolean preempted = attempt.worker()
                    .ended()
                    .filter(WorkerEnd.Preempted.class::isInstance)
                    .isPresent();
            ledger.lost(
                    attempt.run(),
                    attempt.token(),
                    preempted ? AttemptLoss.PREEMPTED : AttemptLoss.STOPPED,
                    "this service stopped");
        }
    }
}
