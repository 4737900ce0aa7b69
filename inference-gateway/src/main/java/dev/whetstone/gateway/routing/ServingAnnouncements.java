package dev.whetstone.gateway.routing;

import dev.whetstone.contracts.serving.ServingEvent;
import dev.whetstone.messaging.EventPublisher;
import org.jboss.logging.Logger;

/**
 * Tells the platform what this replica serves; never blocks. The publisher keeps facts in order until the broker has them. What a killed
 * replica had not published it says again, because after a restart it loads everything anew.
 */
final class ServingAnnouncements {

    private static final Logger LOG = Logger.getLogger(ServingAnnouncements.class);

    private final EventPublisher publisher;

    ServingAnnouncements(EventPublisher publisher) {
        this.publisher = publisher;
    }

    void announce(ServingEvent event) {
        publisher.publish(event).whenComplete((_, failure) -> {
            if (failure != null) {
                LOG.errorf("serving event not published task=%s: %s", event.task(), failure.getMessage());
            }
        });
    }
}
