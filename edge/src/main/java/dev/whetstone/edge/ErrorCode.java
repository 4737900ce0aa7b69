package dev.whetstone.edge;

/** Why a request is refused. Each service has an enum of its own; what the edge itself refuses is an {@link EdgeError}. */
public interface ErrorCode {

    /** Public, dotted, stable: part of the API and the metric's tag. */
    String label();

    /** The HTTP status. */
    int status();
}
