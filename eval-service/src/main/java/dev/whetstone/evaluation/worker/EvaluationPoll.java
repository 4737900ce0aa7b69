package dev.whetstone.evaluation.worker;

import dev.whetstone.evaluation.run.Claim;
import dev.whetstone.evaluation.run.Evaluations;
import dev.whetstone.evaluation.run.RunConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import org.jboss.logging.Logger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Looks for evaluations to work on, and has as many worked on at once as configured. */
@ApplicationScoped
public class EvaluationPoll {
    private static final Logger LOG = Logger.getLogger(EvaluationPoll.class);
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final Evaluations evaluations;
    private final EvaluationWorker worker;
    private final RunConfig config;
    private final Clock clock;
    private final Semaphore free;
    private final String name = "eval-service-" + UUID.randomUUID();
    private final ExecutorService runs = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile Instant lastLook;
    private Thread looking;

    EvaluationPoll(Evaluations evaluations, EvaluationWorker worker, RunConfig config, Clock clock) {
        this.evaluations = evaluations;
        this.worker = worker;
        this.config = config;
        this.clock = clock;
        this.free = new Semaphore(config.workers());
        this.lastLook = clock.instant();
    }

    void start(@Observes StartupEvent startup) {
        looking = Thread.ofVirtual().name("evaluation-poll").start(this::lookUntilStopped);
    }

    private void lookUntilStopped() {
        try {
            while (!stopped.await(config.poll().toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A database that is away is looked for again; what it held is still there then. */
    private void look() {
        try {
            while (free.tryAcquire() && startOne()) {}
            lastLook = clock.instant();
        } catch (RuntimeException e) {
            LOG.warnf("could not look for evaluations: %s", e.getMessage());
        }
    }

    /** Says whether there was one; the place is given back when its run ends. */
    private boolean startOne() {
        Optional<Claim> claim = Optional.empty();
        try {
            claim = evaluations.claim(name);
            claim.ifPresent(claimed -> runs.execute(() -> run(claimed)));
            return claim.isPresent();
        } finally {
            if (claim.isEmpty()) {
                free.release();
            }
        }
    }

    private void run(Claim claim) {
        try {
            worker.work(claim);
        } finally {
            free.release();
        }
    }

    /** When it last looked, for the liveness check. */
    public Duration silence() {
        return Duration.between(lastLook, clock.instant());
    }

    void stop(@Observes ShutdownEvent shutdown) throws InterruptedException {
        stopped.countDown();
        looking.join(GOODBYE);
        runs.shutdownNow();
        runs.awaitTermination(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
