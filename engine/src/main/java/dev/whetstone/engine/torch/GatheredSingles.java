package dev.whetstone.engine.torch;

import dev.whetstone.engine.format.LayerShape;
import dev.whetstone.engine.format.ModelConfig;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.util.List;

/**
 * Attention of many sequences that each add one token, in one batched product: keys and values are gathered from their blocks first; shorter
 * sequences are masked at their end.
 */
final class GatheredSingles implements SingleTokens {

    private final ModelConfig config;
    private final Backend backend;
    private final KvCache cache;
    private final Scalar scale;
    private final int count;
    private final int length;
    private final PerWindow<Tensor> masks; // (B·KV, 1, length)
    private final Tensor rows; // (B·KV·length)

    /** @param spans at least one */
    GatheredSingles(ModelConfig config, Backend backend, KvCache cache, Scalar scale, List<Span> spans) {
        this.config = config;
        this.backend = backend;
        this.cache = cache;
        this.scale = scale;
        this.count = spans.size();
        this.length = spans.stream().mapToInt(Span::end).max().orElseThrow();
        this.masks = new PerWindow<>(config, shape -> mask(shape, spans));
        this.rows = cache.rowsUpTo(length, spans);
    }

    private Tensor mask(LayerShape shape, List<Span> spans) {
        int kv = config.keyValueHeads();
        float[] from = new float[count * kv];
        float[] to = new float[count * kv];
        for (int i = 0; i < to.length; i++) {
            Span span = spans.get(i / kv);
            from[i] = shape.firstSeen(span.end() - 1);
            to[i] = span.end();
        }
        Tensor positions = torch.arange(new Scalar(length), backend.floats()).view(1, 1, length);
        Tensor unseen = positions
                .ge(backend.floats(to, to.length, 1, 1))
                .logical_or_(positions.lt(backend.floats(from, from.length, 1, 1))); // (B·KV, 1, length)
        return torch.zeros(new long[] {to.length, 1, length}, backend.activations())
                .masked_fill_(unseen, Native.MINUS_INFINITY);
    }

    @Override
    public void apply(int layer, Tensor queries, Tensor out) {
        long all = (long) count * config.keyValueHeads();
        long d = config.headDimension();
        Tensor grouped = queries.reshape(all, config.groupSize(), d); // (B·KV, G, D)
        Tensor keys = cache.keysAt(layer, rows).view(all, length, d); // (B·KV, L, D)
        Tensor values = cache.valuesAt(layer, rows).view(all, length, d);
        Tensor scores =
                torch.baddbmm(masks.of(layer), grouped, keys.transpose(1, 2), Native.ONE, scale); // (B·KV, G, L)
        out.copy_(torch.bmm(torch.softmax(scores, -1), values).view(count, config.queryWidth())); // (B, NH·D)
    }
}
