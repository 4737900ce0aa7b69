package dev.whetstone.engine.torch;

import dev.whetstone.engine.adapter.LoraLayout;
import dev.whetstone.engine.adapter.LoraSettings;
import dev.whetstone.engine.adapter.TargetModules;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.Rope;
import dev.whetstone.engine.vector.BfloatPairs;
import dev.whetstone.engine.vector.BlockLayout;
import dev.whetstone.engine.vector.Crew;
import dev.whetstone.engine.vector.Gating;
import dev.whetstone.engine.vector.HeadAttention;
import dev.whetstone.engine.vector.LowRank;
import dev.whetstone.engine.vector.RootMeanSquare;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A decode step without operators: one token of each sequence through the whole network in vector instructions, shared out over a crew of threads.
 * A step of few rows is hundreds of operators on a few kilobytes each, and calling them takes longer than the work. Weights, adapters and
 * cache are read where they are; what is between them is float32. {@link Network#forward} is the reference that a test holds it to.
 */
final class VectorDecoder {

    private static final int WARM_UP_ROWS = 7; // as many as use each kernel
    private static final int COLUMNS = 16; // of an adapter that one thread takes at once
    private static final int WARM_UP_STEPS = 16;

    private final ModelConfig config;
    private final Backend backend;
    private final Gating gating;
    private final List<DecodeLayer> layers;
    private final RootMeanSquare norm;
    private final MemorySegment embedding;
    private final float embeddingScale;
    private final FrozenMatrix head;
    private final Map<Rope, float[]> frequencies = new HashMap<>();
    private final Crew crew;
    private final MatrixProducts products;
    private final BlockLayout cacheLayout;
    private final List<HeadAttention> attentions = new ArrayList<>(); // of each worker
    private MemorySegment room = MemorySegment.NULL;

    private VectorDecoder(Network network, List<DecodeLayer> layers, FrozenMatrix head, Crew crew) {
        Weights weights = network.weights();
        this.config = network.config();
        this.backend = network.backend();
        this.layers = layers;
        this.head = head;
        this.crew = crew;
        this.products = new MatrixProducts(crew, backend);
        this.gating = Gating.of(config.style().activation());
        this.norm = DecodeLayer.norm(weights.norm());
        this.embedding = NativeData.span(weights.embedding());
        this.embeddingScale = BfloatPairs.toFloat(
                BfloatPairs.toBfloat16((float) config.style().embeddingScale())); // as activations have it
        config.ropes().forEach(rope -> frequencies.put(rope, rope.frequencies(config.headDimension())));
        this.cacheLayout = KvCache.layout(config);
        for (int worker = 0; worker < crew.workers(); worker++) {
            float scale = (float) config.style().attentionScale();
            attentions.add(new HeadAttention(cacheLayout, config.headDimension(), scale));
        }
    }

    /** Empty when the model is of a shape, or loaded in a form, that it does not read. */
    static Optional<VectorDecoder> of(Network network, Crew crew) {
        List<DecodeLayer> layers = network.weights().blocks().stream()
                .flatMap(block -> DecodeLayer.of(block).stream())
                .toList();
        boolean whole = layers.size() == network.config().layers() && VectorSupport.wholePieces(network.config());
        FrozenMatrix head = network.weights().head();
        return whole && head.pieces().isPresent()
                ? Optional.of(new VectorDecoder(network, layers, head, crew))
                : Optional.empty();
    }

    /**
     * Compiled before the first request pays for it: uncompiled, vectors are a thousand times slower. Takes two or three seconds in a fresh process, on this
     * thread alone, so that the compiler has room.
     */
    static Optional<VectorDecoder> ready(Network network, Crew crew) {
        try (Crew alone = new Crew(1)) {
            of(network, alone).ifPresent(VectorDecoder::warmUp);
        }
        return of(network, crew);
    }

    /** What steps are computed with, in words. */
    String kernels() {
        return products.kernels(head);
    }

    private void warmUp() {
        try (var _ = new PointerScope();
                LoraWeights everywhere = everywhere();
                KvCache cache = new KvCache(config, backend, WARM_UP_ROWS * KvCache.blocksFor(WARM_UP_STEPS))) {
            for (int position = 0; position < WARM_UP_STEPS; position++) {
                int start = position;
                logits(
                        new Step(IntStream.range(0, WARM_UP_ROWS)
                                .mapToObj(row -> new Span(
                                        KvCache.blocksOf(row, WARM_UP_STEPS), start, new int[] {row}, everywhere, 0))
                                .toList()),
                        cache);
            }
        }
    }

    /** A small adapter on every layer. */
    private LoraWeights everywhere() {
        LoraSettings settings = new LoraSettings(LowRank.TOGETHER, LowRank.TOGETHER, 0, new TargetModules.AllLinear());
        LoraWeights weights = LoraWeights.empty(config, backend, LoraLayout.of(settings, config));
        for (int layer = 0; layer < config.layers(); layer++) {
            for (Projection projection : Projection.values()) {
                weights.find(layer, projection).ifPresent(pair -> {
                    pair.a().fill_(Native.ONE);
                    pair.b().fill_(Native.ONE);
                });
            }
        }
        return weights;
    }

    /**
     * Adds the tokens' keys and values to the cache. To be called in a pointer scope.
     *
     * @param step of single tokens only
     * @return logits (W, V) in float32, in the order of {@link Step#wanted()}
     */
    Tensor logits(Step step, KvCache cache) {
        DecodeRows rows = new DecodeRows(
                config, frequencies, step.singles(), room(step.singles().size()));
        try (var _ = crew.awake()) {
            for (Span span : rows.spans) {
                cache.clean(span);
            }
            crew.each(rows.count, (_, row) -> embed(rows, row));
            for (int layer = 0; layer < layers.size(); layer++) {
                block(layer, rows, cache);
            }
            return logits(rows);
        }
    }

    /** Grows to the largest step. */
    private MemorySegment room(int rows) {
        long bytes = DecodeRows.bytes(config, rows);
        if (room.byteSize() < bytes) {
            room = Arena.ofAuto().allocate(bytes, Long.SIZE);
        }
        return room;
    }

    private void embed(DecodeRows rows, int row) {
        int hidden = config.hiddenSize();
        long at = (long) rows.spans.get(row).tokens()[0] * hidden * Short.BYTES;
        BfloatPairs.widen(embedding, at, hidden, rows.x, row * hidden);
        for (int i = row * hidden; i < (row + 1) * hidden && embeddingScale != 1; i++) {
            rows.x[i] *= embeddingScale;
        }
    }

    /** As {@code Network} has it: {@code x += n(o(attention(qkv(norm(x))))); x += n(down(act(gate)·up))} with gate and up of norm(x). */
    private void block(int layer, DecodeRows rows, KvCache cache) {
        DecodeLayer weights = layers.get(layer);
        int hidden = config.hiddenSize();
        crew.each(rows.count, (_, row) -> {
            weights.attentionNorm().apply(rows.x, row * hidden, rows.normed, row * hidden);
            rows.multiplyNext(rows.normed, row * hidden, hidden);
        });
        project(layer, Projection.QKV, rows.normed, rows.queryKeyValue, rows);
        crew.each(rows.count, (_, row) -> place(layer, row, rows, cache));
        attend(layer, rows, cache);
        project(layer, Projection.OUTPUT, rows.attended, rows.more, rows);
        crew.each(rows.count, (_, row) -> {
            add(rows, row, weights.afterAttention());
            weights.feedForwardNorm().apply(rows.x, row * hidden, rows.normed, row * hidden);
            rows.multiplyNext(rows.normed, row * hidden, hidden);
        });
        project(layer, Projection.GATE_UP, rows.normed, rows.gateUp, rows);
        int width = config.intermediateSize();
        crew.each(rows.count, (_, row) -> {
            gating.apply(rows.gateUp, row * 2 * width, width, rows.gated, row * width);
            rows.multiplyNext(rows.gated, row * width, width);
        });
        project(layer, Projection.DOWN, rows.gated, rows.more, rows);
        crew.each(rows.count, (_, row) -> add(rows, row, weights.afterFeedForward()));
    }

    private void add(DecodeRows rows, int row, Optional<RootMeanSquare> after) {
        int from = row * config.hiddenSize();
        after.ifPresent(present -> present.apply(rows.more, from, rows.more, from));
        for (int i = from; i < from + config.hiddenSize(); i++) {
            rows.x[i] += rows.more[i];
        }
    }

    /** Some rows and what their adapter adds to one projection. */
    private record Adapted(LowRank update, int[] rows) {}

    private static List<Adapted> adapted(int layer, Projection projection, DecodeRows rows) {
        return rows.groups().stream()
                .flatMap(group -> group.updates().find(layer, projection).stream()
                        .map(update -> new Adapted(update, group.rows())))
                .toList();
    }

    /** The bottleneck of all rows with an adapter: {@code x·Aᵀ} of what was last taken over. */
    private void narrow(List<Adapted> all, DecodeRows rows) {
        if (all.isEmpty()) {
            return;
        }
        int shares = Math.ceilDiv(rows.bottleneckWidth, COLUMNS);
        crew.each(all.size() * shares, (_, index) -> {
            Adapted each = all.get(index / shares);
            int from = index % shares * COLUMNS;
            int to = Math.min(from + COLUMNS, each.update.rank());
            each.update.narrow(rows.split, each.rows, from, to, rows.bottleneck, rows.bottleneckWidth);
        });
    }

    /** {@code y = x·Wᵀ + bias + bottleneck·Bᵀ}. */
    private void project(int layer, Projection projection, float[] x, float[] y, DecodeRows rows) {
        DecodeLayer weights = layers.get(layer);
        Optional<float[]> bias = projection == Projection.QKV ? weights.queryKeyValueBias() : Optional.empty();
        List<Adapted> updates = adapted(layer, projection, rows);
        narrow(updates, rows);
        products.multiply(
                weights.matrices().get(projection),
                new MatrixProducts.Input(x, rows.narrowed, rows.count),
                MemorySegment.ofArray(y),
                (fromPiece, endPiece) -> {
                    for (Adapted each : updates) {
                        each.update.widen(rows.bottleneck, rows.bottleneckWidth, each.rows, fromPiece, endPiece, y);
                    }
                });
        bias.ifPresent(some -> crew.each(rows.count, (_, row) -> {
            for (int i = 0; i < some.length; i++) {
                y[row * some.length + i] += some[i];
            }
        }));
    }

    /** Norms and turns a row's queries and keys, and writes its keys and values into the cache. */
    private void place(int layer, int row, DecodeRows rows, KvCache cache) {
        DecodeLayer weights = layers.get(layer);
        Span span = rows.spans.get(row);
        int d = config.headDimension();
        int from = row * Projection.QKV.out(config);
        float[] all = rows.queryKeyValue;
        int turned = config.heads() + config.keyValueHeads();
        for (int head = 0; head < turned; head++) {
            int at = from + head * d;
            (head < config.heads() ? weights.queryNorm() : weights.keyNorm())
                    .ifPresent(present -> present.apply(all, at, all, at));
            rows.turn(row, layer).ifPresent(turn -> turn.apply(all, at));
        }
        System.arraycopy(all, from, rows.attended, row * config.queryWidth(), config.queryWidth());
        int block = span.blocks()[span.start() / KvCache.BLOCK];
        long within = (long) (span.start() % KvCache.BLOCK) * d * Short.BYTES;
        for (int head = 0; head < config.keyValueHeads(); head++) {
            long at = cacheLayout.at(block, head) + within;
            int key = from + (config.heads() + head) * d;
            BfloatPairs.narrow(all, key, d, cache.keyMemory(layer), at);
            BfloatPairs.narrow(all, key + config.keyValueWidth(), d, cache.valueMemory(layer), at);
        }
    }

    /** Queries to what their heads give, in place: pieces of one group, whose keys are read once, or of one head where some would have nothing to do. */
    private void attend(int layer, DecodeRows rows, KvCache cache) {
        boolean few = rows.count * config.keyValueHeads() < crew.workers();
        int together = few ? 1 : config.groupSize();
        int pieces = config.heads() / together;
        int d = config.headDimension();
        crew.each(rows.count * pieces, (worker, index) -> {
            int row = index / pieces;
            int head = index % pieces * together;
            HeadAttention.Seen seen =
                    cache.seen(layer, rows.spans.get(row), head / config.groupSize(), config.shape(layer));
            int at = row * config.queryWidth() + head * d;
            attentions.get(worker).attend(together, rows.attended, at, seen);
            rows.multiplyNext(rows.attended, at, together * d);
        });
    }

    private Tensor logits(DecodeRows rows) {
        int hidden = config.hiddenSize();
        int[] wanted = IntStream.range(0, rows.count)
                .filter(row -> rows.spans.get(row).wanted() > 0)
                .toArray();
        for (int i = 0; i < wanted.length; i++) {
            norm.apply(rows.x, wanted[i] * hidden, rows.normed, i * hidden);
            rows.multiplyNext(rows.normed, i * hidden, hidden);
        }
        long size = config.vocabularySize();
        Tensor logits = torch.empty(new long[] {wanted.length, size}, backend.floats(), Native.NO_FORMAT);
        products.multiply(
                head,
                new MatrixProducts.Input(rows.normed, rows.narrowed, wanted.length),
                NativeData.span(logits),
                (_, _) -> {});
        return logits;
    }
}
