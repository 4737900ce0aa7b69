package dev.whetstone.engine.torch;

import dev.whetstone.engine.format.LayerShape;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.vector.BlockLayout;
import dev.whetstone.engine.vector.HeadAttention;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Keys and values in blocks of {@value #BLOCK} positions (Kwon et al. 2023, PagedAttention): (blocks, KV, {@value #BLOCK}, D) in each layer. Which
 * sequence's positions a block holds is the business of whoever makes a {@link Span}. Memory is reserved at once, and touched only as
 * positions are written.
 */
public final class KvCache implements AutoCloseable {

    /** Positions of a block: one head's share of it is a page of memory for heads of 64 in bfloat16. */
    public static final int BLOCK = 32;

    private final Kept kept = new Kept();
    private final ModelConfig config;
    private final Backend backend;
    private final int blocks;
    private final BitSet clean;
    private final List<Layer> layers = new ArrayList<>();
    private final long bytes;

    private record Layer(
            Tensor keys,
            Tensor values,
            Tensor keyRows,
            Tensor valueRows,
            MemorySegment keyMemory,
            MemorySegment valueMemory) {}

    public KvCache(ModelConfig config, Backend backend, int blocks) {
        this.config = config;
        this.backend = backend;
        this.blocks = blocks;
        this.clean = new BitSet(blocks);
        long[] shape = {blocks, config.keyValueHeads(), BLOCK, config.headDimension()};
        try (var _ = new PointerScope()) {
            for (int layer = 0; layer < config.layers(); layer++) {
                Tensor keys = kept.keep(torch.empty(shape, backend.activations(), Native.NO_FORMAT));
                Tensor values = kept.keep(torch.empty(shape, backend.activations(), Native.NO_FORMAT));
                layers.add(new Layer(
                        keys, values, rows(keys), rows(values), NativeData.span(keys), NativeData.span(values)));
            }
            bytes = layers.stream()
                    .mapToLong(layer -> layer.keys.nbytes() + layer.values.nbytes())
                    .sum();
        }
    }

    /** Blocks that so many positions take. */
    public static int blocksFor(int positions) {
        return Math.ceilDiv(positions, BLOCK);
    }

    /** Blocks of one of several sequences that may each become as long, when they lie one after another. */
    public static int[] blocksOf(int sequence, int capacity) {
        int each = blocksFor(capacity);
        return IntStream.range(sequence * each, (sequence + 1) * each).toArray();
    }

    public int blocks() {
        return blocks;
    }

    /** Native memory that is reserved. */
    public long bytes() {
        return bytes;
    }

    /** Where the keys of a position go in the cache seen as rows of (blocks·KV·{@value #BLOCK}, D): one row a key-value head. */
    void rowsOf(int[] table, int position, long[] into, int at) {
        long first = (long) table[position / BLOCK] * config.keyValueHeads() * BLOCK + position % BLOCK;
        for (int head = 0; head < config.keyValueHeads(); head++) {
            into[at + head] = first + (long) head * BLOCK;
        }
    }

    /**
     * Where the keys of several sequences' positions lie in the cache seen as rows, up to a length: (B·KV·length). Behind the end of a
     * shorter one its first block stands in for what is masked.
     */
    Tensor rowsUpTo(int length, List<Span> spans) {
        int each = blocksFor(length);
        int kv = config.keyValueHeads();
        long[] firstRows = new long[spans.size() * each];
        for (int i = 0; i < firstRows.length; i++) {
            Span span = spans.get(i / each);
            int block = i % each < blocksFor(span.end()) ? i % each : 0;
            firstRows[i] = (long) span.blocks()[block] * kv * BLOCK;
        }
        long[] headRows =
                IntStream.range(0, kv).mapToLong(head -> (long) head * BLOCK).toArray();
        long[] within = IntStream.range(0, BLOCK).asLongStream().toArray();
        return backend.longs(firstRows, spans.size(), 1, each, 1)
                .add(backend.longs(headRows, 1, kv, 1, 1))
                .add(backend.longs(within, 1, 1, 1, BLOCK)) // (B, KV, blocks, BLOCK)
                .view(spans.size(), kv, (long) each * BLOCK)
                .narrow(2, 0, length)
                .reshape(-1);
    }

    /** How keys and values lie in memory, in bfloat16. */
    static BlockLayout layout(ModelConfig config) {
        return BlockLayout.of(BLOCK, config.keyValueHeads(), config.headDimension());
    }

    /** The keys of a layer as they lie in memory: (blocks, KV, {@value #BLOCK}, D). On the host only. */
    MemorySegment keyMemory(int layer) {
        return layers.get(layer).keyMemory;
    }

    MemorySegment valueMemory(int layer) {
        return layers.get(layer).valueMemory;
    }

    /** What a sequence's last token sees of a key-value head. On the host only. */
    HeadAttention.Seen seen(int layer, Span span, int head, LayerShape shape) {
        Layer memory = layers.get(layer);
        int first = shape.firstSeen(span.end() - 1);
        return new HeadAttention.Seen(memory.keyMemory, memory.valueMemory, span.blocks(), head, first, span.end());
    }

    /**
     * @param rows (T·KV)
     * @param keys (T·KV, D), like the values
     */
    void write(int layer, Tensor rows, Tensor keys, Tensor values) {
        layers.get(layer).keyRows.index_copy_(0, rows, keys);
        layers.get(layer).valueRows.index_copy_(0, rows, values);
    }

    /** All keys of a layer: (blocks, KV, {@value #BLOCK}, D). */
    Tensor keys(int layer) {
        return layers.get(layer).keys;
    }

    Tensor values(int layer) {
        return layers.get(layer).values;
    }

    /** Keys at such rows, copied: (rows, D). */
    Tensor keysAt(int layer, Tensor rows) {
        return layers.get(layer).keyRows.index_select(0, rows);
    }

    Tensor valuesAt(int layer, Tensor rows) {
        return layers.get(layer).valueRows.index_select(0, rows);
    }

    /**
     * Makes sure, before a step writes its first position into a block, that what a masked position reads is a number: zero times the garbage of
     * fresh memory may be none. Positions of earlier sequences are numbers and stay.
     */
    void clean(Span span) {
        for (int i = span.start() / BLOCK; i < blocksFor(span.end()); i++) {
            int block = span.blocks()[i];
            if (!clean.get(block)) {
                zero(block);
                clean.set(block);
            }
        }
    }

    private void zero(int block) {
        if (backend.onHost()) {
            long bytes = layers.getFirst().keyMemory.byteSize() / blocks;
            for (Layer layer : layers) {
                layer.keyMemory.asSlice(block * bytes, bytes).fill((byte) 0);
                layer.valueMemory.asSlice(block * bytes, bytes).fill((byte) 0);
            }
        } else {
            for (Layer layer : layers) {
                layer.keys.narrow(0, block, 1).zero_();
                layer.values.narrow(0, block, 1).zero_();
            }
        }
    }

    /** To be called when a sequence left something that is not a number in these blocks, before another sequence gets one of them. */
    public void spoil(int[] table) {
        Arrays.stream(table).forEach(clean::clear);
    }

    @Override
    public void close() {
        kept.close();
    }

    private Tensor rows(Tensor cache) {
        return kept.keep(cache.view(-1, config.headDimension()));
    }
}
