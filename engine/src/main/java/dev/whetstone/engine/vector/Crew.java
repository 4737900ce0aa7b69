package dev.whetstone.engine.vector;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The calling thread and its helpers, for work of some ten microseconds that comes again and again: helpers look for it for a moment
 * before they sleep, since waking one takes as long as the work. For one caller at a time.
 */
public final class Crew implements AutoCloseable {

    private static final int LOOKS_BEFORE_SLEEP = 50;
    private static final int LOOKS_WHILE_AWAKE = 20_000;
    private static final int LOOKS_BEFORE_YIELD = 1_000;

    private final List<Thread> helpers = new ArrayList<>();
    private volatile Job job = new Job(0, (_, _) -> {});
    private volatile boolean awake;
    private volatile boolean closed;

    /** One piece of the work; pieces run in any order, and each worker has one at a time. */
    public interface Piece {
        /** @param worker 0 for the caller, then the helpers */
        void run(int worker, int index);
    }

    /** @param workers threads in all, the caller's among them */
    public Crew(int workers) {
        for (int worker = 1; worker < workers; worker++) {
            int number = worker;
            helpers.add(Thread.ofPlatform()
                    .name("whetstone-helper-" + number)
                    .daemon()
                    .start(() -> help(number)));
        }
    }

    public int workers() {
        return helpers.size() + 1;
    }

    /** Runs all pieces and returns when the last is done. What a piece throws is thrown here. */
    public void each(int count, Piece piece) {
        Job mine = new Job(count, piece);
        if (count == 1) {
            mine.work(0);
            mine.awaitEnd();
            return;
        }
        job = mine;
        helpers.forEach(LockSupport::unpark);
        mine.work(0);
        mine.awaitEnd();
    }

    /** Helpers look out for work about a millisecond before they sleep, until this is closed: for hundreds of calls one after another. */
    public Awake awake() {
        awake = true;
        return () -> awake = false;
    }

    /** Runs what has threads of its own, while the helpers sleep. */
    public <T> T aside(Supplier<T> work) {
        boolean before = awake;
        awake = false;
        try {
            return work.get();
        } finally {
            awake = before;
        }
    }

    /** Closes without an error. */
    public interface Awake extends AutoCloseable {
        @Override
        void close();
    }

    @Override
    public void close() {
        closed = true;
        helpers.forEach(LockSupport::unpark);
    }

    private void help(int worker) {
        Job last = job;
        int looks = 0;
        while (!closed) {
            Job now = job;
            if (now != last) {
                now.work(worker);
                last = now;
                looks = 0;
            } else if (looks++ < (awake ? LOOKS_WHILE_AWAKE : LOOKS_BEFORE_SLEEP)) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
                looks = 0;
            }
        }
    }

    private static final class Job {
        private final int count;
        private final Piece piece;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger left;
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        private Job(int count, Piece piece) {
            this.count = count;
            this.piece = piece;
            this.left = new AtomicInteger(count);
        }

        private void work(int worker) {
            for (int index = next.getAndIncrement(); index < count; index = next.getAndIncrement()) {
                try {
                    piece.run(worker, index);
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                } finally {
                    left.decrementAndGet();
                }
            }
        }

        private void awaitEnd() {
            for (int looks = 0; left.get() > 0; looks++) {
                if (looks < LOOKS_BEFORE_YIELD) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                }
            }
            if (failure.get() != null) {
                throw new IllegalStateException("a piece of the work failed", failure.get());
            }
        }
    }
}
