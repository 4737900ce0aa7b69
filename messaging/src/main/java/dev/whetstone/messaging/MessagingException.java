package dev.whetstone.messaging;

/** Broker or database did not do what was asked; the cause says why. */
public class MessagingException extends RuntimeException {

    public MessagingException(String message) {
        super(message);
    }

    public MessagingException(String message, Throwable cause) {
        super(message, cause);
    }
}
