package dev.whetstone.engine.torch;

import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.Rope;
import dev.whetstone.engine.vector.BfloatPairs;
import dev.whetstone.engine.vector.BlockLayout;
import dev.whetstone.engine.vector.Crew;
import dev.whetstone.engine.vector.Gating;
import dev.whetstone.engine.vector.HeadAttention;
import dev.whetstone.engine.vector.LowRank;
import dev.whetstone.engine.vector.RootMeanSquare;
import dev.whetstone.engine.vector.WeightMatrix;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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

    private static final int PIECE = WeightMatrix.PIECE;
    private static final int WARM_UP_ROWS = 5; // as many as use each kernel
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
    private final DecodeAdapters adapters;
    private final Crew crew;
    private final MatrixProducts products;
    private final BlockLayout cacheLayout;
    private final List<Worker> workers = new ArrayList<>();

    /** Room of one thread. */
    private record Worker(HeadAttention attention, float[] room) {}

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
        this.adapters = new DecodeAdapters(config);
        config.ropes().forEach(rope -> frequencies.put(rope, rope.frequencies(config.headDimension())));
        this.cacheLayout = KvCache.layout(config);
        int widest = Math.max(Math.max(config.hiddenSize(), config.queryWidth()), config.intermediateSize());
        for (int worker = 0; worker < crew.workers(); worker++) {
            float scale = (float) config.style().attentionScale();
            workers.add(new Worker(
                    new HeadAttention(cacheLayout, config.headDimension(), scale),
                    new float[LowRank.TOGETHER * widest]));
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
     * Compiled before the first request pays for it: uncompiled, vectors are a thousand times slower. Takes about a second in a fresh process, on this
     * thread alone, so that the compiler has room.
     */
    static Optional<VectorDecoder> ready(Network network, Crew crew) {
        try (Crew alone = new Crew(1)) {
            of(network, alone).ifPresent(VectorDecoder::warmUp);
        }
        return of(network, crew);
    }

    private void warmUp() {
        try (var _ = new PointerScope();
                KvCache cache = new KvCache(config, backend, WARM_UP_ROWS * KvCache.blocksFor(WARM_UP_STEPS))) {
            for (int position = 0; position < WARM_UP_STEPS; position++) {
                int start = position;
                logits(
                        new Step(IntStream.range(0, WARM_UP_ROWS)
                                .mapToObj(row -> new Span(
                                        KvCache.blocksOf(row, WARM_UP_STEPS),
                                        start,
                                        new int[] {row},
                                        LoraWeights.NONE,
                                        0))
                                .toList()),
                        cache);
            }
        }
    }

    /**
     * Adds the tokens' keys and values to the cache. To be called in a pointer scope.
     *
     * @param step of single tokens only
     * @return logits (W, V) in float32, in the order of {@link Step#wanted()}
     */
    Tensor logits(Step step, KvCache cache) {
        DecodeRows rows = new DecodeRows(config, frequencies, step.singles(), adapters, crew.workers());
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
        eachGroup(rows, (worker, group) -> {
            for (int row : group.rows()) {
                weights.attentionNorm().apply(rows.x, row * hidden, rows.normed, row * hidden);
            }
            narrow(layer, Projection.QKV, rows.normed, rows, group, worker);
        });
        project(layer, Projection.QKV, rows.normed, rows.queryKeyValue, rows);
        crew.each(rows.count, (_, row) -> place(layer, row, rows, cache));
        attend(layer, rows, cache);
        if (rows.haveUpdates()) {
            eachGroup(rows, (worker, group) -> narrow(layer, Projection.OUTPUT, rows.attended, rows, group, worker));
        }
        project(layer, Projection.OUTPUT, rows.attended, rows.more, rows);
        eachGroup(rows, (worker, group) -> {
            for (int row : group.rows()) {
                add(rows, row, weights.afterAttention());
                weights.feedForwardNorm().apply(rows.x, row * hidden, rows.normed, row * hidden);
            }
            narrow(layer, Projection.GATE_UP, rows.normed, rows, group, worker);
        });
        project(layer, Projection.GATE_UP, rows.normed, rows.gateUp, rows);
        eachGroup(rows, (worker, group) -> {
            int width = config.intermediateSize();
            for (int row : group.rows()) {
                gating.apply(rows.gateUp, row * 2 * width, width, rows.gated, row * width);
            }
            narrow(layer, Projection.DOWN, rows.gated, rows, group, worker);
        });
        project(layer, Projection.DOWN, rows.gated, rows.more, rows);
        crew.each(rows.count, (_, row) -> add(rows, row, weights.afterFeedForward()));
    }

    private interface OfGroup {
        void run(int worker, DecodeRows.Group group);
    }

    private void eachGroup(DecodeRows rows, OfGroup work) {
        crew.each(
                rows.shared().size(),
                (worker, index) -> work.run(worker, rows.shared().get(index)));
    }

    private void add(DecodeRows rows, int row, Optional<RootMeanSquare> after) {
        int from = row * config.hiddenSize();
        after.ifPresent(present -> present.apply(rows.more, from, rows.more, from));
        for (int i = from; i < from + config.hiddenSize(); i++) {
            rows.x[i] += rows.more[i];
        }
    }

    /** The adapter's bottleneck of some rows: {@code x·Aᵀ}. */
    private void narrow(
            int layer, Projection projection, float[] x, DecodeRows rows, DecodeRows.Group group, int worker) {
        group.updates()
                .find(layer, projection)
                .ifPresent(update -> update.narrow(
                        x, group.rows(), workers.get(worker).room(), rows.bottleneck, rows.bottleneckWidth));
    }

    /** {@code y = x·Wᵀ + bias + bottleneck·Bᵀ}. */
    private void project(int layer, Projection projection, float[] x, float[] y, DecodeRows rows) {
        DecodeLayer weights = layers.get(layer);
        int outs = projection.out(config);
        Optional<float[]> bias = projection == Projection.QKV ? weights.queryKeyValueBias() : Optional.empty();
        List<Widened> updates = rows.together().stream()
                .flatMap(group -> group.updates().find(layer, projection).stream()
                        .map(update -> new Widened(update, group.rows())))
                .toList();
        products.multiply(weights.matrices().get(projection), x, rows.count, (piece, tile) -> {
            for (Widened each : updates) {
                each.update.widen(rows.bottleneck, rows.bottleneckWidth, each.rows, piece, tile);
            }
            for (int row = 0; row < rows.count; row++) {
                System.arraycopy(tile, row * PIECE, y, row * outs + piece * PIECE, PIECE);
            }
        });
        bias.ifPresent(some -> crew.each(rows.count, (_, row) -> {
            for (int i = 0; i < some.length; i++) {
                y[row * some.length + i] += some[i];
            }
        }));
    }

    private record Widened(LowRank update, int[] rows) {}

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
            workers.get(worker).attention().attend(together, rows.attended, at, seen);
        });
    }

    private Tensor logits(DecodeRows rows) {
        int hidden = config.hiddenSize();
        int[] wanted = IntStream.range(0, rows.count)
                .filter(row -> rows.spans.get(row).wanted() > 0)
                .toArray();
        for (int i = 0; i < wanted.length; i++) {
            norm.apply(rows.x, wanted[i] * hidden, rows.normed, i * hidden);
        }
        long size = config.vocabularySize();
        Tensor logits = torch.empty(new long[] {wanted.length, size}, backend.floats(), Native.NO_FORMAT);
        MemorySegment memory = NativeData.span(logits);
        products.multiply(head, rows.normed, wanted.length, (piece, tile) -> {
            int out = piece * PIECE;
            int width = Math.min(PIECE, (int) size - out);
            for (int row = 0; row < wanted.length; row++) {
                long at = (row * size + out) * Float.BYTES;
                MemorySegment.copy(tile, row * PIECE, memory, ValueLayout.JAVA_FLOAT, at, width);
            }
        });
        return logits;
    }
}
