package dev.whetstone.engine.generate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/** Requests that wait for a place in the batch, in the order of arrival. It takes at most so many new ones. */
final class WaitingLine {

    private final int capacity;
    private final List<Running> waiting = new ArrayList<>();
    private boolean closed;

    WaitingLine(int capacity) {
        this.capacity = capacity;
    }

    synchronized void add(Running running) {
        if (closed) {
            throw new IllegalStateException("the scheduler is closed: it takes no more requests");
        }
        if (waiting.size() >= capacity) {
            throw new QueueFullException(capacity);
        }
        waiting.add(running);
        notifyAll();
    }

    /** Takes back one that had to leave the batch, however full the line is. */
    synchronized void putBack(Running running) {
        waiting.add(running);
        waiting.sort(Comparator.comparingLong(Running::arrival));
    }

    synchronized List<Running> waiting() {
        return List.copyOf(waiting);
    }

    synchronized List<Running> removeIf(Predicate<Running> ended) {
        List<Running> removed = new ArrayList<>();
        for (Iterator<Running> each = waiting.iterator(); each.hasNext(); ) {
            Running running = each.next();
            if (ended.test(running)) {
                each.remove();
                removed.add(running);
            }
        }
        return removed;
    }

    synchronized int size() {
        return waiting.size();
    }

    /** Returns when a request waits or the line is closed. */
    synchronized void await() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
