package dev.whetstone.messaging;

/** What a record turned out to be. */
sealed interface Reading {

    record Fact(Received<?> received) implements Reading {}

    /** No value in a compacted topic: its key is of no more interest. */
    record Tombstone() implements Reading {}

    /** @param message for a person; never holds the payload */
    record Poison(DeadReason reason, String message) implements Reading {}
}
