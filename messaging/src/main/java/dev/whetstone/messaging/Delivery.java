package dev.whetstone.messaging;

/** The delivery that the calling thread is in: which channel brought the event. */
final class Delivery {

    private static final ScopedValue<String> CHANNEL = ScopedValue.newInstance();
    private static final String NONE = "direct";

    private Delivery() {}

    static String channel() {
        return CHANNEL.orElse(NONE);
    }

    static <T> T within(String channel, TracedWork processing, ScopedValue.CallableOp<T, Exception> effect)
            throws Exception {
        return ScopedValue.where(CHANNEL, channel).call(() -> processing.call(effect));
    }
}
