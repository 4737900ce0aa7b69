package dev.whetstone.messaging;

import dev.whetstone.contracts.Event;
import dev.whetstone.contracts.EventId;
import dev.whetstone.contracts.Require;

import java.time.Instant;

/**
 * A fact as it arrived: well formed, where it belongs, and of a type that this program knows.
 *
 * @param id the same at each redelivery
 * @param source the service that wrote it
 * @param time when it was written
 * @param trace the work that it is part of
 */
public record Received<E extends Event>(EventId id, E event, String source, Instant time, TraceParent trace) {

    public Received {
        Require.present("id", id);
        Require.present("event", event);
        Require.text("source", source);
        Require.present("time", time);
        Require.present("trace", trace);
    }

    /** As if {@code source} had written it now: for a consumer's tests. */
    public static <E extends Event> Received<E> now(E event, String source) {
        return new Received<>(EventId.random(), event, source, Instant.now(), TraceParent.start());
    }
}
