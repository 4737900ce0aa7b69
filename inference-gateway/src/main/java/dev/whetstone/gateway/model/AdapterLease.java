package dev.whetstone.gateway.model;

import dev.whetstone.contracts.Digest;
import dev.whetstone.engine.Adapter;

import java.util.concurrent.atomic.AtomicBoolean;

/** A request's hold on an adapter: it stays in memory, whatever the aliases do, until this is closed. */
public final class AdapterLease implements AutoCloseable {

    private final ResidentAdapter resident;
    private final AtomicBoolean closed = new AtomicBoolean();

    AdapterLease(ResidentAdapter resident) {
        this.resident = resident;
    }

    public Digest digest() {
        return resident.digest();
    }

    public Adapter adapter() {
        return resident.adapter();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            resident.release();
        }
    }
}
