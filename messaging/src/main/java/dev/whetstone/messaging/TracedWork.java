package dev.whetstone.messaging;

import java.util.Optional;

/**
 * Work that goes on in a trace though it waited in a row, or in another process: {@code TracedWork.after(row.trace()).run(...)}. What it
 * appends to the outbox belongs to that trace.
 */
public final class TracedWork {

    private final TraceParent cause;

    private TracedWork(TraceParent cause) {
        this.cause = cause;
    }

    public static TracedWork after(TraceParent cause) {
        return new TracedWork(cause);
    }

    /** @param cause empty in a row that is older than its column: a new trace begins */
    public static TracedWork after(Optional<TraceParent> cause) {
        return new TracedWork(cause.orElseGet(TraceParent::start));
    }

    public void run(Runnable work) {
        ScopedValue.where(TraceParent.CURRENT, cause).run(work);
    }

    public <T, X extends Throwable> T call(ScopedValue.CallableOp<T, X> work) throws X {
        return ScopedValue.where(TraceParent.CURRENT, cause).call(work);
    }
}
