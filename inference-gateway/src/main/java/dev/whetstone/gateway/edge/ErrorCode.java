package dev.whetstone.gateway.edge;

import io.grpc.Status;

import java.util.Locale;

/** Why a request was not answered. Decides the gRPC status, the HTTP status and the metric's tag. */
public enum ErrorCode {
    INVALID_REQUEST(Status.Code.INVALID_ARGUMENT, 400),
    MODEL_NOT_FOUND(Status.Code.NOT_FOUND, 404),
    REQUEST_NOT_FOUND(Status.Code.NOT_FOUND, 404),
    /** The model is known, but this replica refuses to serve it. */
    MODEL_REFUSED(Status.Code.FAILED_PRECONDITION, 409),
    QUEUE_FULL(Status.Code.RESOURCE_EXHAUSTED, 429),
    /** Starting, stopping, or the adapter is still being loaded. */
    NOT_READY(Status.Code.UNAVAILABLE, 503),
    BROKER_UNAVAILABLE(Status.Code.UNAVAILABLE, 503),
    DEADLINE_EXCEEDED(Status.Code.DEADLINE_EXCEEDED, 504),
    /** The caller went away; nobody reads this answer. */
    CANCELLED(Status.Code.CANCELLED, 499),
    INTERNAL(Status.Code.INTERNAL, 500);

    private final Status.Code grpc;
    private final int http;

    ErrorCode(Status.Code grpc, int http) {
        this.grpc = grpc;
        this.http = http;
    }

    public Status.Code grpc() {
        return grpc;
    }

    public int http() {
        return http;
    }

    /** Tag value and machine-readable code; dashboards depend on it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
