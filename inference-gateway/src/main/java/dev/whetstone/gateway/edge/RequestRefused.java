package dev.whetstone.gateway.edge;

import java.time.Duration;
import java.util.Optional;

/** A request that is not answered. The message is for the caller: what, where, what to do; never a path, a class or anybody's text. */
public final class RequestRefused extends RuntimeException {

    private final ErrorCode code;
    private final String field;
    private final Duration retryAfter;

    private RequestRefused(ErrorCode code, String message, String field, Duration retryAfter) {
        super(message, null, false, false);
        this.code = code;
        this.field = field;
        this.retryAfter = retryAfter;
    }

    public RequestRefused(ErrorCode code, String message) {
        this(code, message, null, null);
    }

    /** A field whose value cannot be taken. */
    public static RequestRefused invalid(String field, String expected, Object received) {
        return invalid(field, field + ": expected " + expected + ", but got " + received);
    }

    public static RequestRefused invalid(String field, String message) {
        return new RequestRefused(ErrorCode.INVALID_REQUEST, message, field, null);
    }

    /** The same request may succeed after {@code retryAfter}. */
    public static RequestRefused busy(ErrorCode code, String message, Duration retryAfter) {
        return new RequestRefused(code, message, null, retryAfter);
    }

    public ErrorCode code() {
        return code;
    }

    public Optional<String> field() {
        return Optional.ofNullable(field);
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
