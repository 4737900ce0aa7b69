package dev.whetstone.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.Precision;
import dev.whetstone.engine.format.BlockStyle;
import dev.whetstone.engine.format.LayerShape;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.Rope;
import dev.whetstone.engine.format.RopeScaling;
import dev.whetstone.engine.vector.Crew;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Attention with vectors against the same with the library's operators, over one cache. */
class SingleTokensTest {

    private static final int CAPACITY = 96;
    private static final int SEQUENCES = 5;
    private static final int D = 128; // a whole number of blocks at every vector width there is
    private static final int WINDOW = 16;
    private static final int WINDOWED = 1;
    private static final Rope ROPE = new Rope(10_000, new RopeScaling.None());
    private static final ModelConfig CONFIG = new ModelConfig(
            "mixed",
            32,
            6 * D,
            64,
            List.of(
                    new LayerShape(Optional.of(ROPE), LayerShape.EVERYTHING),
                    new LayerShape(Optional.of(ROPE), WINDOW)),
            6,
            2,
            D,
            128,
            BlockStyle.plain(D),
            1e-5,
            true,
            1,
            List.of(2));

    private final Backend backend = Backend.choose(LoadOptions.of(Precision.BFLOAT16));

    @ParameterizedTest
    @ValueSource(ints = {0, WINDOWED})
    void vectorsAndOperatorsSayTheSameWithinTheRoundingOfBfloat16(int layer) {
        List<Span> spans = List.of(span(0, 1), span(1, 37), span(3, 64), span(4, CAPACITY));
        try (var _ = new PointerScope();
                KvCache cache = filled();
                Crew crew = new Crew(2)) {
            VectorSingles vectors = new VectorSingles(CONFIG, crew);
            Tensor queries = random(spans.size(), CONFIG.heads() + 3L, D).narrow(1, 0, CONFIG.heads());

            float[] expected = apply(
                    new GatheredSingles(CONFIG, backend, cache, new Scalar(1 / Math.sqrt(D)), spans),
                    layer,
                    queries,
                    spans);
            float[] found = apply(vectors.over(cache, spans), layer, queries, spans);

            assertThat(found).hasSameSizeAs(expected);
            for (int i = 0; i < expected.length; i++) {
                assertThat(found[i]).as("element %d", i).isCloseTo(expected[i], within(expected[i]));
            }
        }
    }

    @Test
    void whatStandsBehindTheEndOfASequenceCountsForNothing() {
        List<Span> spans = List.of(span(2, 10));
        try (var _ = new PointerScope();
                KvCache cache = filled();
                Crew crew = new Crew(1)) {
            VectorSingles vectors = new VectorSingles(CONFIG, crew);
            Tensor queries = random(1, CONFIG.heads(), D);
            float[] before = apply(vectors.over(cache, spans), 0, queries, spans);

            fill(cache.keys(0), 2, 10, CAPACITY - 10, Double.NaN);
            fill(cache.values(0), 2, 10, CAPACITY - 10, Double.NaN);

            assertThat(apply(vectors.over(cache, spans), 0, queries, spans)).containsExactly(before);
        }
    }

    @Test
    void whatLiesBeforeTheWindowCountsForNothing() {
        List<Span> spans = List.of(span(2, 40));
        try (var _ = new PointerScope();
                KvCache cache = filled();
                Crew crew = new Crew(1)) {
            VectorSingles vectors = new VectorSingles(CONFIG, crew);
            Tensor queries = random(1, CONFIG.heads(), D);
            float[] before = apply(vectors.over(cache, spans), WINDOWED, queries, spans);

            fill(cache.keys(WINDOWED), 2, 0, 40 - WINDOW, Double.NaN);
            assertThat(apply(vectors.over(cache, spans), WINDOWED, queries, spans))
                    .containsExactly(before);

            fill(cache.keys(WINDOWED), 2, 40 - WINDOW, 1, Double.NaN);
            assertThat(apply(vectors.over(cache, spans), WINDOWED, queries, spans))
                    .containsOnly(Float.NaN);
        }
    }

    @Test
    void aKeyThatIsNotANumberMakesItsOwnSequenceNotANumberAndNoOther() {
        List<Span> spans = List.of(span(0, 20), span(1, 20));
        try (var _ = new PointerScope();
                KvCache cache = filled();
                Crew crew = new Crew(2)) {
            VectorSingles vectors = new VectorSingles(CONFIG, crew);
            fill(cache.keys(0), 1, 5, 1, Double.NaN);

            float[] out = apply(vectors.over(cache, spans), 0, random(2, CONFIG.heads(), D), spans);

            int width = CONFIG.queryWidth();
            assertThat(Arrays.copyOfRange(out, 0, width)).doesNotContain(Float.NaN);
            assertThat(Arrays.copyOfRange(out, width, 2 * width)).containsOnly(Float.NaN);
        }
    }

    private float[] apply(SingleTokens singles, int layer, Tensor queries, List<Span> spans) {
        Tensor out =
                torch.empty(new long[] {spans.size(), CONFIG.queryWidth()}, backend.activations(), Native.NO_FORMAT);
        singles.apply(layer, queries, out);
        return NativeData.toFloats(out);
    }

    private KvCache filled() {
        KvCache cache = new KvCache(CONFIG, backend, SEQUENCES * KvCache.blocksFor(CAPACITY));
        for (int layer = 0; layer < CONFIG.layers(); layer++) {
            cache.keys(layer).copy_(random(cache.blocks(), CONFIG.keyValueHeads(), KvCache.BLOCK, D));
            cache.values(layer).copy_(random(cache.blocks(), CONFIG.keyValueHeads(), KvCache.BLOCK, D));
        }
        return cache;
    }

    private Tensor random(long... shape) {
        return torch.randn(shape, backend.activations());
    }

    private static Span span(int sequence, int end) {
        return new Span(blocks(sequence), end - 1, new int[] {7}, LoraWeights.NONE, 0);
    }

    /** Far from each other, and not in the order of positions. */
    private static int[] blocks(int sequence) {
        int each = KvCache.blocksFor(CAPACITY);
        return IntStream.range(0, each)
                .map(i -> (each - 1 - i) * SEQUENCES + (sequence + i) % SEQUENCES)
                .toArray();
    }

    /** Sets a sequence's keys, or values, from a position on. */
    private static void fill(Tensor all, int sequence, int from, int count, double value) {
        for (int position = from; position < from + count; position++) {
            int block = blocks(sequence)[position / KvCache.BLOCK];
            all.narrow(0, block, 1).narrow(2, position % KvCache.BLOCK, 1).fill_(new Scalar(value));
        }
    }

    /** The operators round weights and scores to bfloat16, with eight bits of precision. */
    private static Offset<Float> within(float expected) {
        return Offset.offset(0.02f + Math.abs(expected) / 32);
    }
}
