package dev.whetstone.evaluation.output;

import java.util.concurrent.atomic.AtomicInteger;

/** How far a run is, in answers; written by many threads and read by the one that renews the lease. */
public final class Progress {
    private final AtomicInteger planned = new AtomicInteger();
    private final AtomicInteger finished = new AtomicInteger();
    private final AtomicInteger generated = new AtomicInteger();

    void plan(int answers) {
        planned.addAndGet(answers);
    }

    void reused(int answers) {
        finished.addAndGet(answers);
    }

    void generated() {
        finished.incrementAndGet();
        generated.incrementAndGet();
    }

    public int planned() {
        return planned.get();
    }

    public int finished() {
        return finished.get();
    }

    /** Answers that this run added to the store: an attempt that added some was not in vain. */
    public boolean advanced() {
        return generated.get() > 0;
    }
}
