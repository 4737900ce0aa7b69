package dev.whetstone.messaging;

import io.quarkus.runtime.ShutdownEvent;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Lets every waiting thread of this module know that the program stops. */
@Singleton
class Lifecycle {

    private final CountDownLatch stopped = new CountDownLatch(1);

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    boolean stopped() {
        return stopped.getCount() == 0;
    }

    /** Waits; returns early, and true, when the program stops. */
    boolean stoppedWithin(Duration pause) {
        try {
            return stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
