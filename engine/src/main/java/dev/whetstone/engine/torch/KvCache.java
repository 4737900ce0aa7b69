package dev.whetstone.engine.torch;

import dev.whetstone.engine.format.ModelConfig;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys and values of all positions, one slot a sequence: (slots, KV, capacity, D) in each layer. Memory is reserved at once, and
 * touched only as positions are written.
 */
public final class KvCache implements AutoCloseable {

    private static final int CLEANED_AT_ONCE = 256;

    private final Kept kept = new Kept();
    private final ModelConfig config;
    private final int capacity;
    private final long elementBytes;
    private final int[] clean;
    private final List<Layer> layers = new ArrayList<>();

    private record Layer(
            Tensor keys,
            Tensor values,
            Tensor keyRows,
            Tensor valueRows,
            MemorySegment keyMemory,
            MemorySegment valueMemory) {}

    public KvCache(ModelConfig config, Backend backend, int slots, int capacity) {
        this.config = config;
        this.capacity = capacity;
        this.elementBytes = backend.precision().bytes();
        this.clean = new int[slots];
        long[] shape = {slots, config.keyValueHeads(), capacity, config.headDimension()};
        try (var _ = new PointerScope()) {
            for (int layer = 0; layer < config.layers(); layer++) {
                Tensor keys = kept.keep(torch.empty(shape, backend.activations(), Native.NO_FORMAT));
                Tensor values = kept.keep(torch.empty(shape, backend.activations(), Native.NO_FORMAT));
                layers.add(new Layer(
                        keys, values, rows(keys), rows(values), NativeData.span(keys), NativeData.span(values)));
            }
        }
    }

    /** Bytes of one position of one slot. */
    public static long bytesPerToken(ModelConfig config, Backend backend) {
        return 2L
                * config.layers()
                * config.keyValueWidth()
                * backend.precision().bytes();
    }

    public int capacity() {
        return capacity;
    }

    /** Where the keys of a token go in the cache seen as rows of (slots·KV·capacity, D): one row a key-value head. */
    void rowsOf(int slot, int position, long[] into, int at) {
        for (int head = 0; head < config.keyValueHeads(); head++) {
            into[at + head] = ((long) slot * config.keyValueHeads() + head) * capacity + position;
        }
    }

    /** Where the positions of a slot and a key-value head begin in the memory of a layer. */
    long byteOffset(int slot, int head) {
        return ((long) slot * config.keyValueHeads() + head) * capacity * config.headDimension() * elementBytes;
    }

    /** The keys of a layer as they lie in memory: (slots, KV, capacity, D). On the host only. */
    MemorySegment keyMemory(int layer) {
        return layers.get(layer).keyMemory;
    }

    MemorySegment valueMemory(int layer) {
        return layers.get(layer).valueMemory;
    }

    /** @param keys (T·KV, D), like the values */
    void write(int layer, Tensor rows, Tensor keys, Tensor values) {
        layers.get(layer).keyRows.index_copy_(0, rows, keys);
        layers.get(layer).valueRows.index_copy_(0, rows, values);
    }

    /** Keys of neighbouring slots up to a length: (slots·KV, length, D), a view. */
    Tensor keys(int layer, int slot, int slots, int length) {
        return window(layers.get(layer).keys, slot, slots, length);
    }

    Tensor values(int layer, int slot, int slots, int length) {
        return window(layers.get(layer).values, slot, slots, length);
    }

    /**
     * Makes sure, before anything is written there, that what a masked position reads is a number: zero times the garbage of
     * fresh memory may be none. Positions of earlier sequences are numbers and stay.
     */
    void clean(int slot, int length) {
        if (clean[slot] >= length) {
            return;
        }
        int from = clean[slot];
        int to = Math.min(capacity, (length + CLEANED_AT_ONCE - 1) / CLEANED_AT_ONCE * CLEANED_AT_ONCE);
        for (Layer layer : layers) {
            layer.keys.narrow(0, slot, 1).narrow(2, from, to - from).zero_();
            layer.values.narrow(0, slot, 1).narrow(2, from, to - from).zero_();
        }
        clean[slot] = to;
    }

    /** To be called when a sequence left something that is not a number. */
    public void spoil(int slot) {
        try (var _ = new PointerScope()) {
            int filled = clean[slot];
            clean[slot] = 0;
            clean(slot, filled);
        }
    }

    /** Copies the first positions of one slot to another. */
    public void copy(int from, int to, int length) {
        try (var _ = new PointerScope()) {
            clean(to, length);
            for (Layer layer : layers) {
                window(layer.keys, to, 1, length).copy_(window(layer.keys, from, 1, length));
                window(layer.values, to, 1, length).copy_(window(layer.values, from, 1, length));
            }
        }
    }

    @Override
    public void close() {
        kept.close();
    }

    private Tensor rows(Tensor cache) {
        return kept.keep(cache.view(-1, config.headDimension()));
    }

    private Tensor window(Tensor cache, int slot, int slots, int length) {
        return cache.narrow(0, slot, slots)
                .narrow(2, 0, length)
                .view((long) slots * config.keyValueHeads(), length, config.headDimension());
    }
}
