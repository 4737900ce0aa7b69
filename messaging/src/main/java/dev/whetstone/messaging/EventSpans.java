package dev.whetstone.messaging;

import dev.whetstone.contracts.EventId;
import dev.whetstone.contracts.EventType;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;

import java.util.Optional;

/**
 * Spans of events on their way, named as OpenTelemetry's conventions for messaging say: {@code create} when an event is appended, whose
 * context travels with it, {@code send} when the broker takes it, {@code process} when a consumer does. While traces are off they are
 * nothing but ids.
 */
final class EventSpans {

    private EventSpans() {}

    /** What the event carries: the span of its creation. */
    static TraceParent created(EventId id, EventType type) {
        Optional<TraceParent> cause = TraceParent.find();
        Span span = named("create", type.topic().topicName(), cause.orElseGet(TraceParent::start), id, type.name())
                .of(SpanKind.PRODUCER)
                .begin();
        span.end();
        SpanContext own = span.getSpanContext();
        boolean begun = own.isValid() && cause.stream().noneMatch(TraceParent.of(own)::equals);
        return begun ? TraceParent.of(own) : TraceParent.next();
    }

    static Span sending(OutboundEvent event) {
        return named("send", event.topic(), event.trace(), event.id(), event.type())
                .of(SpanKind.CLIENT)
                .begin();
    }

    static void end(Span span, Optional<Throwable> failure) {
        failure.ifPresent(why -> TracedWork.failed(span, why));
        span.end();
    }

    static TracedWork processing(String channel, Received<?> received) {
        EventType type = EventType.of(received.event());
        return named("process", type.topic().topicName(), received.trace(), received.id(), type.name())
                .of(SpanKind.CONSUMER)
                .with("whetstone.channel", channel);
    }

    private static TracedWork named(String operation, String topic, TraceParent cause, EventId id, String type) {
        return TracedWork.after(cause)
                .named(operation + " " + topic)
                .with("messaging.system", "kafka")
                .with("messaging.operation.name", operation)
                .with("messaging.operation.type", operation)
                .with("messaging.destination.name", topic)
                .with("messaging.message.id", id)
                .with("cloudevents.event_type", type);
    }
}
