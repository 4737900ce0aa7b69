package dev.whetstone.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.ModelException;
import dev.whetstone.engine.Precision;
import dev.whetstone.engine.WeightFormat;
import dev.whetstone.engine.adapter.PeftAdapter;
import dev.whetstone.engine.family.ModelFamilies;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.parity.TinyLlama;
import dev.whetstone.engine.sample.SampleAdapter;
import dev.whetstone.engine.vector.Crew;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Steps without operators against the same steps by operators, in bfloat16 and in float32. */
class VectorDecoderTest {

    private static final int STEPS = 3;
    private static final int CAPACITY = 64;
    private static final int[] PROMPTS =
            IntStream.range(0, 34).map(i -> 2 + i * 7 % 40).toArray(); // tokens of each sequence
    private static final int FEW = 2; // rows
    private static final int SOME = 9;
    private static final String PLAIN = "grouped heads, tied head";

    @TempDir
    private Path directory;

    private int workers = 2;

    static List<String> variants() {
        return TinyLlama.variants();
    }

    /** Nothing in the operators' way is more exact, so a step by vectors may be no farther from float32. */
    @ParameterizedTest
    @MethodSource("variants")
    void aStepIsAsCloseToFloat32AsTheOperatorsOfItsFamilyAre(String variant) {
        compare(wide(variant), FEW, 0);
    }

    @ParameterizedTest
    @CsvSource({"3, 2, 1", "9, 2, 1", "34, 2, 0", "34, 2, 1", "9, 3, 1", "34, 3, 1"})
    void manyRowsAreAsCloseToFloat32AsFewAre(int rows, int workers, int adapted) {
        this.workers = workers;
        compare(wide(PLAIN), rows, adapted);
    }

    private void compare(Path model, int rows, int adapted) {
        List<Tensor> exact = new ArrayList<>();
        try (var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            exact.addAll(decode(model, Precision.FLOAT32, false, rows, adapted));
            List<Tensor> operators = decode(model, Precision.BFLOAT16, false, rows, adapted);
            List<Tensor> vectors = decode(model, Precision.BFLOAT16, true, rows, adapted);

            for (int step = 0; step < STEPS; step++) {
                double allowed = 1.25 * distance(operators.get(step), exact.get(step));
                assertThat(distance(vectors.get(step), exact.get(step)))
                        .as("step %d", step)
                        .isLessThan(allowed);
                assertThat(allowed)
                        .isLessThan(0.05 * NativeData.toFloats(exact.get(step).norm())[0]);
            }
        }
    }

    @Test
    void anAdapterChangesItsOwnRowsAndNoOther() {
        Path model = wide(PLAIN);
        try (var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            List<Tensor> bare = decode(model, Precision.BFLOAT16, true, SOME, 0);
            List<Tensor> mixed = decode(model, Precision.BFLOAT16, true, SOME, 1);

            for (int row = 0; row < SOME; row++) {
                float[] without = NativeData.toFloats(bare.getFirst().select(0, row));
                float[] with = NativeData.toFloats(mixed.getFirst().select(0, row));
                if (row % 3 == 0) {
                    assertThat(with).as("row %d, the base", row).containsExactly(without);
                } else {
                    assertThat(with).as("row %d, an adapter", row).isNotEqualTo(without);
                }
            }
        }
    }

    @Test
    void theCopyThatDecodingReadsIsCountedWithItsAdapter() {
        Path model = wide(PLAIN);
        try (Network serving = network(model, Precision.BFLOAT16);
                Network training = Network.load(
                        model,
                        ModelFamilies.read(model),
                        Backend.choose(LoadOptions.training(Optional.of(Precision.BFLOAT16), 2)));
                LoraWeights served = adapter(serving, 0);
                LoraWeights trained = adapter(training, 0)) {
            boolean atOnce = VectorSupport.servesBy(serving.config(), serving.backend());
            long copy = bytesOfB(served, serving.config());

            assertThat(served.bytes() - trained.bytes()).isEqualTo(atOnce ? copy : 0);
            served.updates(serving.config());
            assertThat(served.bytes() - trained.bytes()).isEqualTo(copy);
        }
    }

    /** Of what is not zero, which each part of a projection has in its own rows only; all widths are whole pieces. */
    private static long bytesOfB(LoraWeights weights, ModelConfig config) {
        long elements = 0;
        for (int layer = 0; layer < config.layers(); layer++) {
            for (Projection projection : Projection.values()) {
                LoraPair pair = weights.find(layer, projection).orElseThrow();
                try (var _ = new PointerScope()) {
                    elements += pair.b().count_nonzero(new LongOptional()).item_long();
                }
            }
        }
        return elements * Short.BYTES;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 7})
    void aRowIsTheSameInAnyCompany(int rows) {
        Path model = wide(PLAIN);
        int company =
                CpuFeatures.multiplyBfloat16() ? PROMPTS.length : SOME; // else oneDNN sums otherwise for more rows
        try (var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            List<Tensor> all = decode(model, Precision.BFLOAT16, true, company, 1);
            List<Tensor> some = decode(model, Precision.BFLOAT16, true, rows, 1);

            for (int step = 0; step < STEPS; step++) {
                assertThat(NativeData.toFloats(some.get(step)))
                        .containsExactly(NativeData.toFloats(all.get(step).narrow(0, 0, rows)));
            }
        }
    }

    @Test
    void whatIsNoNumberInOneSequenceReachesNoOther() {
        Path path = wide(PLAIN);
        try (var _ = new PointerScope();
                var _ = new NoGradGuard();
                Network network = network(path, Precision.BFLOAT16);
                Session session = session(network);
                Crew crew = new Crew(2)) {
            Optional<VectorDecoder> decoder = VectorDecoder.of(network, crew);
            prompts(network, session, 5, List.of(LoraWeights.NONE));
            Tensor before = next(network, session, decoder, step(5, 0, List.of(LoraWeights.NONE)));
            session.cache().keys(0).narrow(0, blocks(2)[0], 1).narrow(2, 1, 1).fill_(new Scalar(Double.NaN));
            Tensor after = next(network, session, decoder, step(5, 0, List.of(LoraWeights.NONE)));

            for (int row = 0; row < 5; row++) {
                float[] found = NativeData.toFloats(after.select(0, row));
                if (row == 2) {
                    assertThat(found).containsOnly(Float.NaN);
                } else {
                    assertThat(found).containsExactly(NativeData.toFloats(before.select(0, row)));
                }
            }
        }
    }

    /** The two ways of multiplying by the same whole numbers; the operators round more on the way. */
    @Test
    void int8WeightsSayTheSameToVectorsAndOperatorsAndNotWhatBfloat16Says() {
        Path model = wide(PLAIN);
        if (!Backend.choose(LoadOptions.serving(Optional.of(Precision.BFLOAT16), 2))
                .reordersWeights()) {
            assertThatThrownBy(() -> network(model, Precision.BFLOAT16, WeightFormat.INT8))
                    .isInstanceOf(ModelException.class);
            return; // no processor for it
        }
        try (var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            WeightFormat int8 = WeightFormat.INT8;
            List<Tensor> vectors = decode(model, Precision.BFLOAT16, int8, true, SOME, 1);
            List<Tensor> operators = decode(model, Precision.BFLOAT16, int8, false, SOME, 1);
            List<Tensor> unquantized = decode(model, Precision.BFLOAT16, WeightFormat.COMPUTED, true, SOME, 1);
            for (int step = 0; step < STEPS; step++) {
                double size = NativeData.toFloats(vectors.get(step).norm())[0];
                double between = distance(vectors.get(step), unquantized.get(step)) / size;
                assertThat(distance(vectors.get(step), operators.get(step)) / size)
                        .isLessThan(0.02);
                assertThat(between).isBetween(1e-3, 0.05);
            }
        }
    }

    @Test
    void int8WeightsAreRefusedWhereNothingReadsThem() {
        assertThatThrownBy(() -> Backend.choose(
                        LoadOptions.serving(Optional.of(Precision.FLOAT32), 2).with(WeightFormat.INT8)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("int8 weights cannot be read here")
                .hasMessageContaining("without int8");
    }

    @Test
    void aShapeOfBrokenVectorsIsLeftToTheOperators() {
        Path path = TinyLlama.writeModel(directory.resolve("model"), PLAIN);
        try (Network network = network(path, Precision.BFLOAT16);
                Crew crew = new Crew(2)) {
            assertThat(VectorDecoder.of(network, crew)).isEmpty();
        }
    }

    private Path wide(String variant) {
        return TinyLlama.writeWideModel(directory.resolve("model"), variant);
    }

    /** Logits of each step after the prompts: (rows, V). */
    private List<Tensor> decode(Path path, Precision precision, boolean vectors, int rows, int adapted) {
        return decode(path, precision, WeightFormat.COMPUTED, vectors, rows, adapted);
    }

    private List<Tensor> decode(
            Path path, Precision precision, WeightFormat format, boolean vectors, int rows, int adapted) {
        List<LoraWeights> loras = new ArrayList<>(List.of(LoraWeights.NONE));
        List<Tensor> logits = new ArrayList<>();
        try (Network network = network(path, precision, format);
                Session session = session(network);
                Crew crew = new Crew(workers)) {
            Optional<VectorDecoder> decoder = vectors ? VectorDecoder.of(network, crew) : Optional.empty();
            assertThat(decoder.isPresent())
                    .isEqualTo(vectors && network.backend().reordersWeights());
            for (int i = 0; i < 2 * adapted; i++) {
                loras.add(adapter(network, i));
            }
            prompts(network, session, rows, loras);
            for (int i = 0; i < STEPS; i++) {
                logits.add(next(network, session, decoder, step(rows, i, loras)));
            }
            loras.stream().filter(lora -> !lora.isNone()).forEach(LoraWeights::close);
        }
        return logits;
    }

    private LoraWeights adapter(Network network, int number) {
        Path written =
                SampleAdapter.write(directory.resolve("adapter-" + number), network.config(), 4 + 12 * number, number);
        try (PeftAdapter source = PeftAdapter.open(written, network.config())) {
            return new LoraLoader(network).load(source);
        }
    }

    private static Network network(Path path, Precision precision) {
        return network(path, precision, WeightFormat.COMPUTED);
    }

    private static Network network(Path path, Precision precision, WeightFormat format) {
        ModelConfig config = ModelFamilies.read(path);
        LoadOptions options = LoadOptions.serving(Optional.of(precision), 2).with(format);
        return Network.load(path, config, Backend.choose(options));
    }

    private static Session session(Network network) {
        return Session.of(network, PROMPTS.length, CAPACITY);
    }

    /** By operators on a processor that does not compute in bfloat16. */
    private static Tensor next(Network network, Session session, Optional<VectorDecoder> decoder, Step step) {
        return decoder.map(some -> some.logits(step, session.cache())).orElseGet(() -> network.next(step, session));
    }

    private static void prompts(Network network, Session session, int rows, List<LoraWeights> loras) {
        network.forward(
                new Step(IntStream.range(0, rows)
                        .mapToObj(row ->
                                new Span(blocks(row), 0, tokens(row, PROMPTS[row]), lora(row, loras), PROMPTS[row]))
                        .toList()),
                session);
    }

    private static Step step(int rows, int number, List<LoraWeights> loras) {
        return new Step(IntStream.range(0, rows)
                .mapToObj(row -> new Span(
                        blocks(row), PROMPTS[row] + number, new int[] {10 + row + number}, lora(row, loras), 0))
                .toList());
    }

    /** Those of a row lie far from each other. */
    private static int[] blocks(int row) {
        return IntStream.range(0, KvCache.blocksFor(CAPACITY))
                .map(i -> row + i * PROMPTS.length)
                .toArray();
    }

    private static LoraWeights lora(int row, List<LoraWeights> loras) {
        return loras.get(row % 3 % loras.size());
    }

    private static int[] tokens(int row, int count) {
        return IntStream.range(0, count).map(i -> (row * 31 + i * 7) % 250).toArray();
    }

    private static double distance(Tensor a, Tensor b) {
        return NativeData.toFloats(a.sub(b).norm())[0];
    }
}
