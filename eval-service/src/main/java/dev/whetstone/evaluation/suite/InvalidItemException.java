package dev.whetstone.evaluation.suite;

/** A row of a split is not an item; the message names the line. */
public final class InvalidItemException extends RuntimeException {

    public InvalidItemException(String message) {
        super(message);
    }
}
