package dev.whetstone.training.worker;

/** A split's artifact does not hold chat rows. */
final class InvalidSplitException extends RuntimeException {

    private static final long serialVersionUID = 1;

    InvalidSplitException(String message, Throwable cause) {
        super(message, cause);
    }
}
