package dev.whetstone.messaging;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

/** Tells the relay that there is something to publish, so that it need not wait for its next look. */
@Singleton
class RelaySignal {

    private final Semaphore signal = new Semaphore(0);

    void wake() {
        signal.release();
    }

    /** Returns when woken, and at the latest after {@code longest}. */
    void await(Duration longest) throws InterruptedException {
        if (signal.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            signal.drainPermits();
        }
    }
}
