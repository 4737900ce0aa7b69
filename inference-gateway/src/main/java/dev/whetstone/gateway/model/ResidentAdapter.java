package dev.whetstone.gateway.model;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.engine.Adapter;

import java.util.Optional;
import java.util.function.Consumer;

/** One adapter in memory with the number of requests that use it. Freed when it is retired and the last of them has ended. */
final class ResidentAdapter {

    private final Digest digest;
    private final TaskName task;
    private final Adapter adapter;
    private final Consumer<ResidentAdapter> freedLate;
    private final long bytes;

    private int leases;
    private boolean retired;
    private boolean closed;

    /** @param freedLate told, outside this object's lock, when its last request ended after it was retired */
    ResidentAdapter(Digest digest, TaskName task, Adapter adapter, Consumer<ResidentAdapter> freedLate) {
        this.digest = digest;
        this.task = task;
        this.adapter = adapter;
        this.freedLate = freedLate;
        this.bytes = adapter.bytes();
    }

    Digest digest() {
        return digest;
    }

    TaskName task() {
        return task;
    }

    Adapter adapter() {
        return adapter;
    }

    long bytes() {
        return bytes;
    }

    /** Empty once the memory was given back. */
    synchronized Optional<AdapterLease> lease() {
        if (closed) {
            return Optional.empty();
        }
        leases++;
        return Optional.of(new AdapterLease(this));
    }

    void release() {
        boolean last;
        synchronized (this) {
            leases--;
            last = closeWhenUnused();
        }
        if (last) {
            freedLate.accept(this);
        }
    }

    /** No alias wants it. True when its memory was freed by this call. */
    synchronized boolean retire() {
        retired = true;
        return closeWhenUnused();
    }

    /** An alias wants it again. False when that comes too late. */
    synchronized boolean revive() {
        retired = closed;
        return !closed;
    }

    private boolean closeWhenUnused() {
        if (!retired || closed || leases > 0) {
            return false;
        }
        closed = true;
        adapter.close();
        return true;
    }
}
