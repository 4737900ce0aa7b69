package dev.whetstone.evaluation.dataset;

import dev.whetstone.contracts.dataset.DatasetEvent;
import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.contracts.dataset.DatasetVersionRejected;
import dev.whetstone.contracts.dataset.RegressionSamplesAdded;
import dev.whetstone.messaging.Inbox;
import dev.whetstone.messaging.Received;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;

/** Acknowledged after the transaction commits; the inbox makes a redelivery harmless. */
@ApplicationScoped
class DatasetEventsConsumer {
    static final String CHANNEL = "dataset-events";

    private final Inbox inbox;
    private final Event<DatasetVersionPublished> published;
    private final Clock clock;

    DatasetEventsConsumer(Inbox inbox, Event<DatasetVersionPublished> published, Clock clock) {
        this.inbox = inbox;
        this.published = published;
        this.clock = clock;
    }

    @Incoming(CHANNEL)
    @RunOnVirtualThread
    @Transactional
    void on(Received<DatasetEvent> message) {
        inbox.once(message.id(), () -> apply(message));
    }

    private void apply(Received<DatasetEvent> message) {
        switch (message.event()) {
            case DatasetVersionPublished version -> {
                DatasetVersion.learn(version, message.time(), clock.instant());
                published.fire(version);
            }
            case DatasetVersionRejected _, RegressionSamplesAdded _ -> {
                // Nothing to evaluate: a version that holds added samples is published on its own.
            }
        }
    }
}
