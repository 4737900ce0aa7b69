package dev.whetstone.training.launch;

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

    private final String holder = UUID.randomUUID().toString();
    private final Map<UUID, Watched> watched = new ConcurrentHashMap<>();
    private final RunLedger ledger;
    private final RunSpecs specs;
    private final Launcher launcher;
    private final int concurrent;
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
            case WorkerEnd.Preempted() -> settle(attempt, "preempted", false);
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
            LOG.warnf("the worker of run %s is gone: %s", attempt.run(), how);
            settle(attempt, "died", true);
        }
    }

    private void settle(Watched attempt, String outcome, boolean charged) {
        ledger.lost(attempt.run(), attempt.token(), outcome, charged);
        watched.remove(attempt.run());
    }

    /** A run whose supervisor is silent: when its worker lives on this machine, this supervisor goes on watching it. */
    private void takeOver(Claim claim) {
        RunSpec spec = specs.of(claim);
        launcher.findAlive(spec).ifPresent(worker -> {
            if (ledger.adopt(claim.run().id(), claim.token(), holder)) {
                LOG.infof(
                        "took over attempt %d of run %s",
                        claim.attempt(), claim.run().id());
                watch(claim, worker);
            }
        });
    }

    private void claimNext() {
        Optional<Claim> claimed = ledger.claim(holder, concurrent);
        claimed.ifPresent(claim -> {
            try {
                watch(claim, launcher.launch(specs.of(claim)));
            } catch (LaunchException e) {
                LOG.error(e.getMessage(), e);
                ledger.lost(claim.run().id(), claim.token(), "not_launched", true);
            }
        });
    }

    private void watch(Claim claim, Worker worker) {
        watched.put(claim.run().id(), new Watched(claim.run().id(), claim.token(), worker, Optional.empty()));
    }

    /** Workers save a checkpoint and end; their runs are free for whoever comes next. */
    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        for (Watched attempt : watched.values()) {
            attempt.worker().stop();
            boolean preempted = attempt.worker()
                    .ended()
                    .filter(WorkerEnd.Preempted.class::isInstance)
                    .isPresent();
            ledger.lost(attempt.run(), attempt.token(), preempted ? "preempted" : "stopped", false);
        }
    }
}
