package dev.whetstone.messaging;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;

import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * W3C trace context, version 00: {@code 00-<trace>-<span>-<flags>}. An event written while another is handled belongs to the same
 * trace, so that a whole turn of the loop can be followed from service to service. Where work waits in a row, the row keeps
 * {@link #current()}, and whoever does it goes on from there with {@link TracedWork}.
 */
public record TraceParent(@JsonValue String value) {

    /** The environment variable by which a process is told to which work it belongs. */
    public static final String VARIABLE = "TRACEPARENT";

    private static final Pattern SHAPE = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
    private static final int TRACE_END = 36;
    private static final int SPAN_END = 52;

    /** The work that the calling thread is doing, where a {@link TracedWork} said so. */
    static final ScopedValue<TraceParent> CURRENT = ScopedValue.newInstance();

    @JsonCreator
    public TraceParent {
        if (value == null || !SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "traceparent: expected 00-<32 hex>-<16 hex>-<2 hex>, but got '" + value + "'");
        }
    }

    /** A new trace. */
    public static TraceParent start() {
        return new TraceParent("00-" + hex() + hex() + "-" + hex() + "-01");
    }

    /** Empty when the text is none: a broken trace is no reason to refuse a fact. */
    public static Optional<TraceParent> parse(String text) {
        return text != null && SHAPE.matcher(text).matches() ? Optional.of(new TraceParent(text)) : Optional.empty();
    }

    /** What the process that started this one said. */
    public static Optional<TraceParent> ofEnvironment(Map<String, String> environment) {
        return parse(environment.get(VARIABLE));
    }

    /** The work that this thread is doing; a new trace when it is doing none. */
    public static TraceParent current() {
        return find().orElseGet(TraceParent::start);
    }

    /** The next step of the work that this thread is doing; a new trace when it is doing none. */
    static TraceParent next() {
        return find().map(TraceParent::child).orElseGet(TraceParent::start);
    }

    /** A span that records is the newest step there is: a request's, or one that a {@link TracedWork} began. */
    static Optional<TraceParent> find() {
        if (CURRENT.isBound() && !Span.current().isRecording()) {
            return Optional.of(CURRENT.get());
        }
        return of(Span.current());
    }

    /** For whoever is called from inside a span. Empty when it has no ids, because traces are off. */
    public static Optional<TraceParent> of(Span span) {
        return span.getSpanContext().isValid() ? Optional.of(of(span.getSpanContext())) : Optional.empty();
    }

    static TraceParent of(SpanContext span) {
        return new TraceParent("00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                + span.getTraceFlags().asHex());
    }

    /** As OpenTelemetry sees it: a span of which nothing but the ids is known here. */
    SpanContext spanContext() {
        return SpanContext.createFromRemoteParent(
                trace(), span(), TraceFlags.fromHex(value, SPAN_END + 1), TraceState.getDefault());
    }

    /** Another step of the same trace. */
    TraceParent child() {
        return new TraceParent(value.substring(0, TRACE_END) + hex() + value.substring(SPAN_END));
    }

    /** The 32 digits that all steps share. */
    public String trace() {
        return value.substring(3, TRACE_END - 1);
    }

    /** The 16 digits of this step. */
    public String span() {
        return value.substring(TRACE_END, SPAN_END);
    }

    private static String hex() {
        long bits = ThreadLocalRandom.current().nextLong();
        return HexFormat.of().toHexDigits(bits == 0 ? 1 : bits); // all zeros are invalid
    }

    @Override
    public String toString() {
        return value;
    }
}
