package dev.whetstone.engine.generate;

/** All places in the queue are taken: try again later. */
public final class QueueFullException extends RuntimeException {

    private final int capacity;

    public QueueFullException(int capacity) {
        super("the queue holds " + capacity + " waiting requests, as many as it may: try again later");
        this.capacity = capacity;
    }

    public int capacity() {
        return capacity;
    }
}
