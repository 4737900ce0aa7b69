package dev.whetstone.dataset.proposal;

import dev.whetstone.contracts.evaluation.EvaluationEvent;
import dev.whetstone.contracts.evaluation.RegressionSamplesProposed;
import dev.whetstone.messaging.Inbox;
import dev.whetstone.messaging.Received;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

/** Acknowledged after the transaction commits; the inbox makes a redelivery harmless. */
@ApplicationScoped
class EvaluationEventsConsumer {

    static final String CHANNEL = "evaluation-events";

    private final Inbox inbox;
    private final Clock clock;

    @Inject
    EvaluationEventsConsumer(Inbox inbox, Clock clock) {
        this.inbox = inbox;
        this.clock = clock;
    }

    @Incoming(CHANNEL)
    @RunOnVirtualThread
    @Transactional
    void on(Received<EvaluationEvent> message) {
        if (message.event() instanceof RegressionSamplesProposed proposed) {
            inbox.once(message.id(), () -> new RegressionProposal(message.id(), proposed, clock.instant()).persist());
        }
    }
}
