package dev.whetstone.engine.torch;

import dev.whetstone.engine.format.ModelConfig;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.util.Arrays;
import java.util.List;

/**
 * Attention of many sequences that each add one token, in one batched product over a window of neighbouring slots. Slots in the
 * window that take no part are computed and thrown away; shorter sequences are masked at their end.
 */
final class WindowedSingles implements SingleTokens {

    private final ModelConfig config;
    private final Backend backend;
    private final KvCache cache;
    private final Scalar scale;
    private final int firstSlot;
    private final int slots;
    private final int length;
    private final boolean dense;
    private Tensor rows; // (B) place of each sequence in the window; used when it has gaps
    private Tensor mask; // (slots·KV, 1, length)

    WindowedSingles(ModelConfig config, Backend backend, KvCache cache, Scalar scale, List<Span> spans) {
        this.config = config;
        this.backend = backend;
        this.cache = cache;
        this.scale = scale;
        this.firstSlot = spans.isEmpty() ? 0 : spans.getFirst().slot();
        this.slots = spans.isEmpty() ? 0 : spans.getLast().slot() - firstSlot + 1;
        this.length = spans.stream().mapToInt(Span::end).max().orElse(0);
        this.dense = slots == spans.size();
        if (!spans.isEmpty()) {
            prepare(spans);
        }
    }

    private void prepare(List<Span> spans) {
        int kv = config.keyValueHeads();
        float[] ends = new float[slots * kv];
        Arrays.fill(ends, 1);
        for (Span span : spans) {
            int at = (span.slot() - firstSlot) * kv;
            Arrays.fill(ends, at, at + kv, span.end());
        }
        for (int slot = 0; slot < slots; slot++) {
            cache.clean(firstSlot + slot, length);
        }
        Tensor positions = torch.arange(new Scalar(length), backend.floats()).view(1, 1, length);
        Tensor beyond = positions.ge(backend.floats(ends, ends.length, 1, 1)); // (slots·KV, 1, length)
        mask = torch.zeros(new long[] {ends.length, 1, length}, backend.activations())
                .masked_fill_(beyond, Native.MINUS_INFINITY);
        if (!dense) {
            long[] places =
                    spans.stream().mapToLong(span -> span.slot() - firstSlot).toArray();
            rows = backend.longs(places, places.length);
        }
    }

    @Override
    public void apply(int layer, Tensor queries, Tensor out) {
        long kv = config.keyValueHeads();
        long width = config.queryWidth();
        Tensor spread = dense ? queries : spread(queries);
        Tensor grouped = spread.reshape(slots * kv, config.groupSize(), config.headDimension()); // (slots·KV, G, D)
        // Copied first: the products over rows with gaps between sequences take twice as long as copy and product
        // together.
        Tensor keys = cache.keys(layer, firstSlot, slots, length).contiguous(); // (slots·KV, L, D)
        Tensor values = cache.values(layer, firstSlot, slots, length).contiguous();
        Tensor scores = torch.baddbmm(mask, grouped, keys.transpose(1, 2), Native.ONE, scale); // (slots·KV, G, L)
        Tensor heads = torch.bmm(torch.softmax(scores, -1), values).view(slots, width); // (slots, NH·D)
        out.copy_(dense ? heads : heads.index_select(0, rows));
    }

    private Tensor spread(Tensor queries) {
        long[] shape = {slots, config.heads(), config.headDimension()};
        return torch.zeros(shape, backend.activations()).index_copy_(0, rows, queries);
    }
}
