package dev.whetstone.evaluation.worker;

import dev.whetstone.evaluation.output.Progress;
import dev.whetstone.evaluation.run.Claim;
import dev.whetstone.evaluation.run.Evaluations;
import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Renews a lease and shows progress while its run goes on; interrupts the run when the lease was lost. */
final class LeaseKeeper {
    private static final Logger LOG = Logger.getLogger(LeaseKeeper.class);
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final Claim claim;
    private final Progress progress;
    private final Evaluations evaluations;
    private final Duration interval;
    private final Thread run = Thread.currentThread();
    private final CountDownLatch closed = new CountDownLatch(1);
    private Thread keeper;

    private LeaseKeeper(Claim claim, Progress progress, Evaluations evaluations, Duration lease) {
        this.claim = claim;
        this.progress = progress;
        this.evaluations = evaluations;
        Duration third = lease.dividedBy(3);
        this.interval = third.compareTo(LONGEST) < 0 ? third : LONGEST;
    }

    static LeaseKeeper start(Claim claim, Progress progress, Evaluations evaluations, Duration lease) {
        LeaseKeeper keeper = new LeaseKeeper(claim, progress, evaluations, lease);
        keeper.keeper = Thread.ofVirtual().name("lease-" + claim.id()).start(keeper::keep);
        return keeper;
    }

    private void keep() {
        try {
            while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                if (!renewed()) {
                    run.interrupt();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A database that is away for a moment is not a lost lease: the fence decides when the run wants to write. */
    private boolean renewed() {
        try {
            return evaluations.renew(claim, progress);
        } catch (RuntimeException e) {
            LOG.warnf("lease not renewed evaluation=%s: %s", claim.id(), e.getMessage());
            return true;
        }
    }

    void stop() throws InterruptedException {
        closed.countDown();
        keeper.join();
    }
}
