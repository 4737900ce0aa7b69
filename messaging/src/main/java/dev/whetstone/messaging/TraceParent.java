package dev.whetstone.messaging;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * W3C trace context, version 00: {@code 00-<trace>-<span>-<flags>}. An event written while another is handled belongs to the same
 * trace, so that a whole turn of the loop can be followed from service to service.
 */
public record TraceParent(String value) {

    private static final Pattern SHAPE = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
    private static final int TRACE_END = 36;

    /** The work that the calling thread is doing. */
    static final ScopedValue<TraceParent> CURRENT = ScopedValue.newInstance();

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

    /** The next step of the work that this thread is doing; a new trace when it is doing none. */
    static TraceParent next() {
        return CURRENT.isBound() ? CURRENT.get().child() : start();
    }

    private TraceParent child() {
        return new TraceParent(value.substring(0, TRACE_END) + hex() + "-01");
    }

    /** The 32 digits that all steps share. */
    public String trace() {
        return value.substring(3, TRACE_END - 1);
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
