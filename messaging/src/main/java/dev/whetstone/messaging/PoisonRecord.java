package dev.whetstone.messaging;

/** Travels from the reader to the dead letters. */
final class PoisonRecord extends RuntimeException {

    private final DeadReason reason;

    PoisonRecord(DeadReason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    DeadReason reason() {
        return reason;
    }
}
