package dev.whetstone.messaging;

/** The program stops while a delivery waits for its next try: it stays unacknowledged and comes again after the next start. */
final class DeliveryAbandoned extends RuntimeException {

    DeliveryAbandoned(Throwable lastFailure) {
        super("stopped before the delivery worked", lastFailure);
    }
}
