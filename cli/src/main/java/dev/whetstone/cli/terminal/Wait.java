package dev.whetstone.cli.terminal;

import dev.whetstone.cli.CommandFailure;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Looks again and again until something has happened, with a progress line meanwhile. */
public final class Wait {

    private static final long PAUSE_MILLIS = 300;

    private final Terminal terminal;

    public Wait(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * @param what for the error message, as in "the decision of the eval"
     * @param look empty as long as it has not happened; may draw a progress line itself
     */
    public <T> T until(String what, Duration patience, Supplier<Optional<T>> look) {
        Instant deadline = Instant.now().plus(patience);
        Optional<T> seen = look.get();
        while (seen.isEmpty()) {
            if (Instant.now().isAfter(deadline)) {
                throw CommandFailure.failed(
                        what + " did not come within " + patience.toSeconds() + " s",
                        "Look at the services' logs, and at `whetstone status`.");
            }
            pause(what);
            seen = look.get();
        }
        terminal.clearProgress();
        return seen.get();
    }

    private static void pause(String what) {
        try {
            new CountDownLatch(1).await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.failed("interrupted while waiting for " + what, "Run the command again.");
        }
    }
}
