package dev.whetstone.engine;

import dev.whetstone.engine.adapter.PeftConfig;
import dev.whetstone.engine.torch.LoraWeights;

/**
 * An adapter in native memory. Counted: {@link #close} gives up the caller's use of it, and the memory is freed when the last
 * request that runs with it is done.
 */
public final class Adapter implements AutoCloseable {

    private final PeftConfig config;
    private final LoraWeights weights;
    private final String digest;
    private final long bytes;
    private int users = 1;
    private boolean closed;

    Adapter(PeftConfig config, LoraWeights weights, String digest) {
        this.config = config;
        this.weights = weights;
        this.digest = digest;
        this.bytes = weights.bytes();
    }

    /** Of modules that no pattern names. */
    public int rank() {
        return config.lora().rank();
    }

    /** Of modules that no pattern names. */
    public double alpha() {
        return config.lora().alpha();
    }

    /** Whether requests can run with it: not with one of DoRA, which scales the base's own output. It can be scored with. */
    public boolean isBatchable() {
        return weights.isBatchable();
    }

    /**
     * Names what it adds to the base: its factors as they are computed with, scale and number format included. Adapters that have the same one say the
     * same.
     */
    public String digest() {
        return digest;
    }

    /** Native memory it takes. */
    public long bytes() {
        return bytes;
    }

    /**
     * Counts one more user. For the engine's own packages.
     *
     * @throws AdapterException when it is closed already
     */
    public synchronized void acquire() {
        if (closed) {
            throw new AdapterException("the adapter is closed: load it again before using it");
        }
        users++;
    }

    /** Gives up one use; the last one frees the memory. For the engine's own packages. */
    public synchronized void release() {
        users--;
        if (users == 0) {
            weights.close();
        }
    }

    /** Whether its memory is gone. */
    public synchronized boolean isFreed() {
        return users == 0;
    }

    /** Its factors. For the engine's own packages, and only between {@link #acquire} and {@link #release}. */
    public LoraWeights weights() {
        return weights;
    }

    /** Harmless when it is closed already. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            release();
        }
    }
}
