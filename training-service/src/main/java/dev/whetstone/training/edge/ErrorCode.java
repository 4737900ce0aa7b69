package dev.whetstone.training.edge;

import java.util.Locale;

/** What can be wrong with a request; drives the HTTP status. */
public enum ErrorCode {
    INVALID_REQUEST(400),
    UNKNOWN_TASK(404),
    UNKNOWN_JOB(404),
    NO_EVIDENCE(409),
    JOB_ACTIVE(409),
    JOB_OVER(409),
    UNAVAILABLE(503);

    private final int status;

    ErrorCode(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
