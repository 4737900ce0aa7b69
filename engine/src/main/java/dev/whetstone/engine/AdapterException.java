package dev.whetstone.engine;

/** An adapter that does not fit the base model or asks for what is not supported; the message names which. */
public final class AdapterException extends RuntimeException {

    public AdapterException(String message) {
        super(message);
    }

    public AdapterException(String message, Throwable cause) {
        super(message, cause);
    }
}
