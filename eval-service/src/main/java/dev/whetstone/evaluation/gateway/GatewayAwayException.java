package dev.whetstone.evaluation.gateway;

/** The gateway could not be asked; nothing is known, and asking later helps. */
public final class GatewayAwayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GatewayAwayException(String message, Throwable cause) {
        super(message, cause);
    }
}
