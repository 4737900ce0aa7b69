package dev.whetstone.engine.torch;

import dev.whetstone.engine.format.LayerShape;
import dev.whetstone.engine.format.ModelConfig;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * {@code softmax(s·q·kᵀ + mask)·v} over the cache (Vaswani et al. 2017), query heads in groups that share a key-value head
 * (Ainslie et al. 2023). Written as two batched products and a softmax: on processors this is several times faster than the
 * fused operator for the lengths at hand. Spans of several tokens are taken one by one, single tokens all together.
 * A span that begins its sequence needs nothing from the cache.
 */
final class Attention {

    private final ModelConfig config;
    private final Backend backend;
    private final KvCache cache;
    private final Step step;
    private final Scalar scale;
    private final PerWindow<List<Tensor>> promptMasks;
    private final List<Optional<Tensor>> promptRows; // (KV·L), of those that do not begin their sequence
    private final SingleTokens singles;

    /** @param vectors how single tokens are best taken, where the processor and the number format allow it */
    Attention(ModelConfig config, Backend backend, Optional<VectorSingles> vectors, KvCache cache, Step step) {
        this.config = config;
        this.backend = backend;
        this.cache = cache;
        this.step = step;
        this.scale = new Scalar(config.style().attentionScale());
        this.promptMasks = new PerWindow<>(
                config,
                shape -> step.prompts().stream().map(span -> mask(span, shape)).toList());
        this.promptRows = step.prompts().stream()
                .map(span -> span.start() == 0
                        ? Optional.<Tensor>empty()
                        : Optional.of(cache.rowsUpTo(span.end(), List.of(span))))
                .toList();
        this.singles = singles(vectors);
    }

    private SingleTokens singles(Optional<VectorSingles> vectors) {
        if (step.singles().isEmpty()) {
            return (_, _, _) -> {};
        }
        return vectors.map(all -> all.over(cache, step.singles()))
                .orElseGet(() -> new GatheredSingles(config, backend, cache, scale, step.singles()));
    }

    /**
     * @param queries (T, NH, D), turned
     * @param keys of the same tokens (T, KV, D), in the cache already, like the values
     * @return (T, NH·D)
     */
    Tensor apply(int layer, Tensor queries, Tensor keys, Tensor values) {
        Tensor out =
                torch.empty(new long[] {step.tokens(), config.queryWidth()}, backend.activations(), Native.NO_FORMAT);
        List<Tensor> masks = promptMasks.of(layer);
        long row = 0;
        for (int i = 0; i < step.prompts().size(); i++) {
            int count = step.prompts().get(i).count();
            Optional<Tensor> rows = promptRows.get(i);
            Tensor seenKeys = seen(rows, all -> cache.keysAt(layer, all), keys.narrow(0, row, count));
            Tensor seenValues = seen(rows, all -> cache.valuesAt(layer, all), values.narrow(0, row, count));
            prompt(masks.get(i), queries.narrow(0, row, count), seenKeys, seenValues, out.narrow(0, row, count));
            row += count;
        }
        int count = step.singles().size();
        singles.apply(layer, queries.narrow(0, row, count), out.narrow(0, row, count));
        return out;
    }

    /** (KV, L, D). @param own of the span (n, KV, D), which are all that one sees that begins its sequence */
    private Tensor seen(Optional<Tensor> rows, UnaryOperator<Tensor> cached, Tensor own) {
        return rows.map(cached)
                .map(all -> all.view(config.keyValueHeads(), -1, config.headDimension()))
                .orElseGet(() -> own.transpose(0, 1));
    }

    /**
     * @param mask (G·n, L)
     * @param queries (n, NH, D) of one sequence
     * @param keys (KV, L, D), like the values
     */
    private void prompt(Tensor mask, Tensor queries, Tensor keys, Tensor values, Tensor out) {
        long n = queries.size(0);
        long kv = config.keyValueHeads();
        long group = config.groupSize();
        long d = config.headDimension();
        Tensor grouped = queries.view(n, kv, group, d).permute(1, 2, 0, 3).reshape(kv, group * n, d);
        Tensor scores = torch.baddbmm(mask, grouped, keys.transpose(1, 2), Native.ONE, scale); // (KV, G·n, L)
        Tensor heads = torch.bmm(torch.softmax(scores, -1), values); // (KV, G·n, D)
        out.view(n, kv, group, d).copy_(heads.view(kv, group, n, d).permute(2, 0, 1, 3));
    }

    private Tensor mask(Span span, LayerShape shape) {
        return CausalMask.of(shape, span.start(), span.count(), backend).repeat(config.groupSize(), 1);
    }
}
