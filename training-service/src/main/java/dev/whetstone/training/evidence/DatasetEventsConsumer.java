package dev.whetstone.training.evidence;

import dev.whetstone.contracts.dataset.DatasetEvent;
import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.contracts.dataset.DatasetVersionRejected;
import dev.whetstone.contracts.dataset.RegressionSamplesAdded;
import dev.whetstone.messaging.Inbox;
import dev.whetstone.messaging.Received;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** Acknowledged after the transaction commits; the inbox makes a redelivery harmless. */
@ApplicationScoped
class DatasetEventsConsumer {

    static final String CHANNEL = "dataset-events";

    private final Inbox inbox;

    DatasetEventsConsumer(Inbox inbox) {
        this.inbox = inbox;
    }

    @Incoming(CHANNEL)
    @RunOnVirtualThread
    @Transactional
    void on(Received<DatasetEvent> message) {
        inbox.once(message.id(), () -> remember(message.event()));
    }

    private static void remember(DatasetEvent event) {
        switch (event) {
            case DatasetVersionPublished published -> KnownDataset.remember(published);
            case DatasetVersionRejected _, RegressionSamplesAdded _ -> {
                // No data to train on came of it.
            }
        }
    }
}
