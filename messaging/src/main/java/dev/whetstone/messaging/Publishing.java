package dev.whetstone.messaging;

import io.quarkus.arc.DefaultBean;

import java.time.Clock;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the publisher of a service that has no database. */
@Singleton
class Publishing {

    @Produces
    @Singleton
    @DefaultBean
    EventPublisher publisher(BrokerConnection broker, MessagingConfig config) {
        RecordSender sender = new RecordSender(broker.settings(), config.source() + "-publisher");
        return QueuedPublisher.start(sender, config.source(), Clock.systemUTC());
    }

    void close(@Disposes EventPublisher publisher) {
        publisher.close();
    }
}
