package dev.whetstone.gateway.generation;

/** The caller's side of a running request: says once that nobody waits for the answer any more. */
public final class Cancellation {

    private boolean cancelled;
    private Runnable action = () -> {};

    /** Harmless when repeated or when the request has ended. */
    public void cancel() {
        Runnable now;
        synchronized (this) {
            now = cancelled ? () -> {} : action;
            cancelled = true;
        }
        now.run();
    }

    /** Runs at once when the caller has gone already. */
    void onCancel(Runnable stop) {
        boolean now;
        synchronized (this) {
            action = stop;
            now = cancelled;
        }
        if (now) {
            stop.run();
        }
    }
}
