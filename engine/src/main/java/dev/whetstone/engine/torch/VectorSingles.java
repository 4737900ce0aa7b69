package dev.whetstone.engine.torch;

import dev.whetstone.engine.format.LayerShape;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.vector.Crew;
import dev.whetstone.engine.vector.HeadAttention;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads each sequence's keys and values where they lie in the cache, once, sharing out sequences and heads over the crew. The time is
 * that of reading them; {@link GatheredSingles}, which copies them first, takes three times as long.
 */
final class VectorSingles {

    private final ModelConfig config;
    private final Crew crew;
    private final List<HeadAttention> workers = new ArrayList<>();

    VectorSingles(ModelConfig config, Crew crew) {
        this.config = config;
        this.crew = crew;
        for (int worker = 0; worker < crew.workers(); worker++) {
            workers.add(new HeadAttention(KvCache.layout(config), config.headDimension(), (float)
                    config.style().attentionScale()));
        }
    }

    /** Compiled before the first request pays for it. */
    static VectorSingles ready(ModelConfig config, Crew crew) {
        VectorSingles ready = new VectorSingles(config, crew);
        ready.workers.getFirst().warmUp();
        return ready;
    }

    SingleTokens over(KvCache cache, List<Span> spans) {
        return (layer, queries, out) -> {
            MemorySegment from = NativeData.span(queries);
            MemorySegment to = NativeData.span(out);
            long queryRow = queries.stride(0) * Short.BYTES;
            long outRow = out.stride(0) * Short.BYTES;
            LayerShape shape = config.shape(layer);
            int heads = config.keyValueHeads();
            long headBytes = (long) config.groupSize() * config.headDimension() * Short.BYTES;
            crew.each(spans.size() * heads, (worker, piece) -> {
                int row = piece / heads;
                int head = piece % heads;
                Span span = spans.get(row);
                long at = head * headBytes;
                workers.get(worker)
                        .attend(
                                config.groupSize(),
                                from,
                                row * queryRow + at,
                                cache.seen(layer, span, head, shape),
                                to,
                                row * outRow + at);
            });
        };
    }
}
