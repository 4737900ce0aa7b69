package dev.whetstone.evaluation.regression;

import dev.whetstone.contracts.traffic.FeedbackGiven;
import dev.whetstone.contracts.traffic.OutputSampled;
import dev.whetstone.contracts.traffic.TrafficEvent;
import dev.whetstone.messaging.Inbox;
import dev.whetstone.messaging.Received;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** Acknowledged after the transaction commits; the inbox makes a redelivery harmless. */
@ApplicationScoped
class TrafficSamplesConsumer {
    static final String CHANNEL = "traffic-samples";

    private final Inbox inbox;
    private final OnlineWatch watch;
    private final FeedbackBook feedback;

    TrafficSamplesConsumer(Inbox inbox, OnlineWatch watch, FeedbackBook feedback) {
        this.inbox = inbox;
        this.watch = watch;
        this.feedback = feedback;
    }

    @Incoming(CHANNEL)
    @RunOnVirtualThread
    @Transactional
    void on(Received<TrafficEvent> message) {
        inbox.once(message.id(), () -> apply(message.event()));
    }

    private void apply(TrafficEvent event) {
        switch (event) {
            case OutputSampled sample -> watch.see(sample);
            case FeedbackGiven given -> feedback.keep(given);
        }
    }
}
