package dev.whetstone.messaging;

import dev.whetstone.contracts.Event;
import dev.whetstone.contracts.EventId;
import dev.whetstone.contracts.EventJson;
import dev.whetstone.contracts.EventType;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An event on its way out: all that its record will hold, fixed when it was written.
 *
 * @param type CloudEvents type
 * @param json the record's value
 */
record OutboundEvent(
        EventId id,
        String topic,
        String key,
        String type,
        String source,
        Instant time,
        TraceParent trace,
        byte[] json) {

    /** Below the broker's limit of 1 MB with room for headers: what is larger could never be published and would block its key. */
    private static final int LARGEST = 900_000;

    OutboundEvent {
        if (json.length > LARGEST) {
            throw new IllegalArgumentException(
                    type + " of " + key + ": expected at most " + LARGEST + " bytes of JSON, but got " + json.length
                            + ": put what is large into an artifact and name it by its digest");
        }
    }

    static OutboundEvent of(Event event, String source, Clock clock) {
        EventType type = EventType.of(event);
        EventId id = EventId.random();
        return new OutboundEvent(
                id,
                type.topic().topicName(),
                event.key(),
                type.name(),
                source,
                clock.instant().truncatedTo(ChronoUnit.MICROS), // what PostgreSQL keeps
                EventSpans.created(id, type),
                EventJson.write(event));
    }
}
