package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.Precision;
import dev.whetstone.engine.adapter.LoraLayout;
import dev.whetstone.engine.adapter.LoraPlace;
import dev.whetstone.engine.adapter.LoraSettings;
import dev.whetstone.engine.adapter.TargetModules;
import dev.whetstone.engine.parity.TinyLlama;
import dev.whetstone.engine.text.EncodedChat;
import dev.whetstone.engine.torch.NativeData;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Losses and gradients by the factors of an adapter are those of Transformers and PEFT, for every family; chats packed in one pass. */
class GradientParityTest {

    @TempDir
    Path directory;

    static Stream<String> adapters() {
        return TinyLlama.variants().stream().filter(TinyLlama::hasAdapter);
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void gradientsAreThoseOfTransformers(String variant) {
        JsonNode expected = TinyLlama.gradients(variant);
        JsonNode config = TinyLlama.adapterConfig(variant);
        Path tiny = TinyLlama.writeModel(directory, variant);
        try (LanguageModel model = LanguageModel.load(tiny, LoadOptions.of(Precision.FLOAT32));
                LoraParameters parameters = new LoraParameters(model.network(), recipe(config));
                var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            List<Factor> factors = factors(model, config);
            set(parameters, factors, model);

            double loss = new TrainingNetwork(model.network(), parameters)
                    .lossAndGradient(new PackedRows(rows(model)), Dropout.none(), 1);

            assertThat(loss).isCloseTo(expected.path("loss").asDouble(), within(1e-3));
            float[] gradient = NativeData.toFloats(parameters.gradient());
            for (Factor factor : factors) {
                check(factor, gradient, expected.path(factor.name()));
            }
        }
    }

    /** A matrix of the adapter, and where it lies among the parameters. */
    record Factor(String name, long rows, long columns, int at) {

        int size() {
            return Math.toIntExact(rows * columns);
        }

        /** What the formula gives for its name. */
        float[] values() {
            return isMagnitude() ? TinyLlama.magnitudes(name, rows) : TinyLlama.matrix(name, rows, columns);
        }

        float[] along() {
            return isMagnitude()
                    ? TinyLlama.matrix("along " + name, rows)
                    : TinyLlama.matrix("along " + name, rows, columns);
        }

        private boolean isMagnitude() {
            return name.contains("magnitude");
        }
    }

    /** In the order of the parameters: every A, then every B, then every magnitude. */
    static List<Factor> factors(LanguageModel model, JsonNode config) {
        List<LoraPlace> places =
                LoraLayout.of(recipe(config).lora(), model.config()).places();
        List<Factor> factors = new ArrayList<>();
        int at = 0;
        for (LoraPlace place : places) {
            String name = "base_model.model." + place.path() + ".lora_A.weight";
            factors.add(new Factor(name, place.rank(), place.target().in(model.config()), at));
            at += factors.getLast().size();
        }
        for (LoraPlace place : places) {
            String name = "base_model.model." + place.path() + ".lora_B.weight";
            factors.add(new Factor(name, place.target().out(model.config()), place.rank(), at));
            at += factors.getLast().size();
        }
        for (LoraPlace place : recipe(config).lora().dora() ? places : List.<LoraPlace>of()) {
            String name = "base_model.model." + place.path() + ".lora_magnitude_vector.weight";
            factors.add(new Factor(name, place.target().out(model.config()), 1, at));
            at += factors.getLast().size();
        }
        return factors;
    }

    static void set(LoraParameters parameters, List<Factor> factors, LanguageModel model) {
        float[] values = new float[Math.toIntExact(parameters.values().numel())];
        for (Factor factor : factors) {
            float[] formula = factor.values();
            System.arraycopy(formula, 0, values, factor.at(), formula.length);
        }
        parameters.values().copy_(model.network().backend().floats(values, values.length));
        parameters.refresh();
    }

    static void check(Factor factor, float[] gradient, JsonNode expected) {
        check(factor, gradient, expected, 1e-4);
    }

    /** @param tolerance of the length, relative to it */
    static void check(Factor factor, float[] gradient, JsonNode expected, double tolerance) {
        float[] along = factor.along();
        double squares = 0;
        double product = 0;
        for (int i = 0; i < along.length; i++) {
            double value = gradient[factor.at() + i];
            squares += value * value;
            product += value * along[i];
        }
        double length = expected.get(0).doubleValue();
        assertThat(Math.sqrt(squares)).as(factor.name()).isCloseTo(length, within(tolerance * length + 1e-5));
        assertThat(product)
                .as(factor.name() + " along the formula")
                .isCloseTo(expected.get(1).doubleValue(), within(2 * tolerance * length + 1e-5));
    }

    static List<TrainingRow> rows(LanguageModel model) {
        List<TrainingRow> rows = new ArrayList<>();
        for (List<ChatMessage> chat : TinyLlama.chats()) {
            if (chat.getLast().role().equals("assistant")) {
                EncodedChat encoded = model.chats().conversation(chat);
                rows.add(new TrainingRow(encoded.ids(), encoded.promptLength()));
            }
        }
        return rows;
    }

    /** As the adapter's own configuration says it. */
    static LoraRecipe recipe(JsonNode config) {
        Map<String, Integer> ranks = new LinkedHashMap<>();
        config.path("rank_pattern")
                .properties()
                .forEach(key -> ranks.put(key.getKey(), key.getValue().intValue()));
        Map<String, Double> alphas = new LinkedHashMap<>();
        config.path("alpha_pattern")
                .properties()
                .forEach(key -> alphas.put(key.getKey(), key.getValue().doubleValue()));
        LoraSettings settings = new LoraSettings(
                config.path("r").intValue(),
                config.path("lora_alpha").doubleValue(),
                0,
                TargetModules.of(config.path("target_modules")),
                ranks,
                alphas,
                config.path("use_rslora").booleanValue(),
                config.path("use_dora").booleanValue());
        return LoraRecipe.defaults().withLora(settings).withSeed(7);
    }
}
