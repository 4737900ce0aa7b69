package dev.whetstone.training.job;

import dev.whetstone.contracts.training.TrainingProgressEvent;
import dev.whetstone.messaging.Inbox;
import dev.whetstone.messaging.Received;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** What the workers say. Acknowledged after the transaction commits; the inbox makes a redelivery harmless. */
@ApplicationScoped
class ProgressConsumer {

    static final String CHANNEL = "training-progress";

    private final Inbox inbox;
    private final RunLedger ledger;

    ProgressConsumer(Inbox inbox, RunLedger ledger) {
        this.inbox = inbox;
        this.ledger = ledger;
    }

    @Incoming(CHANNEL)
    @RunOnVirtualThread
    @Transactional
    void on(Received<TrainingProgressEvent> message) {
        inbox.once(message.id(), () -> ledger.apply(message.event()));
    }
}
