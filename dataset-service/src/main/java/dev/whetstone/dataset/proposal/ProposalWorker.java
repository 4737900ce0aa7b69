package dev.whetstone.dataset.proposal;

import dev.whetstone.contracts.PassesByItself;
import dev.whetstone.edge.DatabaseFailure;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import org.jboss.logging.Logger;

import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Looks for proposals now and then. Any number of replicas may: a proposal is held by one of them. */
@Singleton
class ProposalWorker {

    private static final Logger LOG = Logger.getLogger(ProposalWorker.class);

    private final ProposalIntake intake;

    @Inject
    ProposalWorker(ProposalIntake intake) {
        this.intake = intake;
    }

    @Scheduled(every = "${whetstone.regression.poll-interval:1s}", concurrentExecution = ConcurrentExecution.SKIP)
    void run() {
        try {
            for (Optional<UUID> next = intake.next(); next.isPresent(); next = intake.next()) {
                takeIn(next.get());
            }
        } catch (RuntimeException e) {
            LOG.warnf("looking for regression proposals failed, is tried again: %s", e.getMessage());
        }
    }

    private void takeIn(UUID id) {
        try {
            intake.takeIn(id);
        } catch (RuntimeException e) {
            if (e instanceof PassesByItself || DatabaseFailure.isAway(e)) {
                throw e;
            }
            LOG.warnf("regression proposal %s waits: %s", id, e.getMessage());
            intake.postpone(id, String.valueOf(e.getMessage()));
        }
    }
}
