package dev.whetstone.evaluation.judge;

import dev.whetstone.contracts.serving.AdapterEvicted;
import dev.whetstone.contracts.serving.AdapterRefused;
import dev.whetstone.contracts.serving.AdapterServed;
import dev.whetstone.contracts.serving.ServingEvent;
import dev.whetstone.evaluation.leadtime.LeadTimes;
import dev.whetstone.evaluation.run.Evaluations;
import dev.whetstone.messaging.Inbox;
import dev.whetstone.messaging.Received;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** Acknowledged after the transaction commits; the inbox makes a redelivery harmless. */
@ApplicationScoped
class ServingEventsConsumer {
    static final String CHANNEL = "serving-events";

    private final Inbox inbox;
    private final Evaluations evaluations;
    private final LeadTimes leadTimes;

    ServingEventsConsumer(Inbox inbox, Evaluations evaluations, LeadTimes leadTimes) {
        this.inbox = inbox;
        this.evaluations = evaluations;
        this.leadTimes = leadTimes;
    }

    @Incoming(CHANNEL)
    @RunOnVirtualThread
    @Transactional
    void on(Received<ServingEvent> message) {
        inbox.once(message.id(), () -> apply(message));
    }

    private void apply(Received<ServingEvent> message) {
        switch (message.event()) {
            case AdapterServed served -> {
                evaluations.adapterServed(served.task(), served.adapter());
                leadTimes.served(served, message.time());
            }
            case AdapterRefused refused ->
                evaluations.adapterRefused(
                        refused.task(),
                        refused.adapter(),
                        refused.replica() + " refuses to serve it, " + refused.reason() + ": " + refused.message());
            case AdapterEvicted _ -> {
                // An adapter that no alias names is not under judgement.
            }
        }
    }
}
