package dev.whetstone.messaging;

import dev.whetstone.contracts.PassesByItself;

/**
 * Thrown by a consumer when something that it needs is away for now: the delivery is tried again until it works, and nothing behind it
 * overtakes. Failures of the database and of the network need not be wrapped: they are known.
 */
public class TransientFailure extends RuntimeException implements PassesByItself {

    public TransientFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
