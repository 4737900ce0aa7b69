package dev.whetstone.engine.torch;

import dev.whetstone.engine.format.LayerShape;
import dev.whetstone.engine.format.ModelConfig;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.util.Arrays;
import java.util.List;

/**
 * Attention of many sequences that each add one token, in one batched product over a range of neighbouring slots. Slots in the
 * range that take no part are computed and thrown away; shorter sequences are masked at their end.
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
    private PerWindow<Tensor> masks; // (slots·KV, 1, length)
    private Tensor rows; // (B) place of each sequence in the range; used when it has gaps

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
        for (int slot = 0; slot < slots; slot++) {
            cache.clean(firstSlot + slot, length);
        }
        masks = new PerWindow<>(config, shape -> mask(shape, spans));
        if (!dense) {
            long[] places =
                    spans.stream().mapToLong(span -> span.slot() - firstSlot).toArray();
            rows = backend.longs(places, places.length);
        }
    }

    /** Slots that take no part see their first position: zero over zero is no number. */
    private Tensor mask(LayerShape shape, List<Span> spans) {
        int kv = config.keyValueHeads();
        float[] from = new float[slots * kv];
        float[] to = new float[slots * kv];
        Arrays.fill(to, 1);
        for (Span span : spans) {
            int at = (span.slot() - firstSlot) * kv;
            Arrays.fill(from, at, at + kv, shape.firstSeen(span.end() - 1));
            Arrays.fill(to, at, at + kv, span.end());
        }
        Tensor positions = torch.arange(new Scalar(length), backend.floats()).view(1, 1, length);
        Tensor unseen = positions
                .ge(backend.floats(to, to.length, 1, 1))
                .logical_or_(positions.lt(backend.floats(from, from.length, 1, 1))); // (slots·KV, 1, length)
        return torch.zeros(new long[] {to.length, 1, length}, backend.activations())
                .masked_fill_(unseen, Native.MINUS_INFINITY);
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
        Tensor scores =
                torch.baddbmm(masks.of(layer), grouped, keys.transpose(1, 2), Native.ONE, scale); // (slots·KV, G, L)
        Tensor heads = torch.bmm(torch.softmax(scores, -1), values).view(slots, width); // (slots, NH·D)
        out.copy_(dense ? heads : heads.index_select(0, rows));
    }

    private Tensor spread(Tensor queries) {
        long[] shape = {slots, config.heads(), config.headDimension()};
        return torch.zeros(shape, backend.activations()).index_copy_(0, rows, queries);
    }
}
