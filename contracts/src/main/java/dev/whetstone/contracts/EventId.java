package dev.whetstone.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import java.util.UUID;

/** Identity of one event for ever ({@code ce_id}): the outbox row's id. A redelivery carries the same one. */
public record EventId(@JsonValue UUID value) {

    public EventId {
        Require.present("event id", value);
    }

    @JsonCreator
    public static EventId parse(String text) {
        return new EventId(UUID.fromString(text));
    }

    public static EventId random() {
        return new EventId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
