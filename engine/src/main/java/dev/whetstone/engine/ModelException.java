package dev.whetstone.engine;

/** A base model that cannot be loaded or used; the message names the file or tensor and what to do. */
public class ModelException extends RuntimeException {

    public ModelException(String message) {
        super(message);
    }

    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
