package dev.whetstone.gateway.routing;

import dev.whetstone.contracts.serving.ServingChanged;
import dev.whetstone.contracts.serving.ServingState;
import dev.whetstone.messaging.Received;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import jakarta.enterprise.context.ApplicationScoped;

/** Follows what eval-service wants served, from the beginning of the compacted topic at every start. */
@ApplicationScoped
class ServingStateConsumer {

    static final String CHANNEL = "serving-state";

    private final ServingTable table;

    ServingStateConsumer(ServingTable table) {
        this.table = table;
    }

    /** Needs no inbox: a state applied twice, or too late, changes nothing. */
    @Incoming(CHANNEL)
    @RunOnVirtualThread
    void on(Received<ServingState> message) {
        switch (message.event()) {
            case ServingChanged change -> table.apply(change);
        }
    }
}
