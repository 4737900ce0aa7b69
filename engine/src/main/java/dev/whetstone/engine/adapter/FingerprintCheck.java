package dev.whetstone.engine.adapter;

/** Whether an adapter does here what it did where it was trained. */
public sealed interface FingerprintCheck {

    record Matches() implements FingerprintCheck {}

    /** The adapter's output is the base's: it is empty, or it is not applied. */
    record NoEffect() implements FingerprintCheck {}

    /** @param how what differs and by how much */
    record Differs(String how) implements FingerprintCheck {}
}
