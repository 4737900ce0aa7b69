package dev.whetstone.training.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** SIGTERM as a wish: the trainer saves a checkpoint at the next step, and the process ends with the status that says so. */
final class StopSignal {

    private static final long PATIENCE_SECONDS = 60;

    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private volatile boolean requested;

    static StopSignal install() {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(signal::stop, "stop"));
        return signal;
    }

    boolean requested() {
        return requested;
    }

    /** The attempt is over; a waiting shutdown may go on. */
    void over(int exitStatus) {
        status.complete(exitStatus);
    }

    /** Without the halt the status of a process ended by a signal would be the signal's. */
    private void stop() {
        requested = true;
        try {
            Runtime.getRuntime().halt(status.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException | ExecutionException e) {
            Runtime.getRuntime().halt(WorkerExit.RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
