package dev.whetstone.messaging;

import dev.whetstone.contracts.Event;
import dev.whetstone.contracts.EventId;

import java.time.Clock;
import java.util.concurrent.CompletionStage;

/**
 * Publishes facts of a program that has no database: of one key in order, tried again until the broker has taken them. What waits is
 * held in memory and lost with the process; where that may not be, use an {@link Outbox}.
 */
@FunctionalInterface
public interface EventPublisher extends AutoCloseable {

    /**
     * Never blocks.
     *
     * @return completes when the broker has the event on disk; fails with a {@link MessagingException} when too many wait already, or
     *     when the publisher is closed before
     */
    CompletionStage<EventId> publish(Event event);

    /** Waits a few seconds for what has not been published yet. */
    @Override
    default void close() {}

    /**
     * A publisher for a program without a container. How it proves itself to the broker, it reads from its environment
     * ({@code KAFKA_SECURITY_PROTOCOL} and the like).
     *
     * @param source who writes, such as {@code training-worker}
     */
    static EventPublisher connect(String bootstrapServers, String source) {
        RecordSender sender = new RecordSender(BrokerConnection.of(bootstrapServers, System.getenv()), source);
        return QueuedPublisher.start(sender, source, Clock.systemUTC());
    }
}
