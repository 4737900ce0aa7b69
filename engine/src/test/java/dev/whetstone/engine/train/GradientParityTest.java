package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.Precision;
import dev.whetstone.engine.adapter.LoraTarget;
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
import java.util.Arrays;
import java.util.List;
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
                LoraParameters parameters =
                        new LoraParameters(model.config(), model.network().backend(), recipe(config));
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
    }

    static List<Factor> factors(LanguageModel model, JsonNode config) {
        List<Factor> factors = new ArrayList<>();
        int rank = config.path("r").intValue();
        int at = 0;
        for (int layer = 0; layer < model.config().layers(); layer++) {
            for (LoraTarget target : targets(config)) {
                String name = "base_model.model." + target.path(layer);
                Factor a = new Factor(name + ".lora_A.weight", rank, target.in(model.config()), at);
                Factor b = new Factor(name + ".lora_B.weight", target.out(model.config()), rank, at + a.size());
                factors.addAll(List.of(a, b));
                at = b.at() + b.size();
            }
        }
        return factors;
    }

    static void set(LoraParameters parameters, List<Factor> factors, LanguageModel model) {
        float[] values = new float[Math.toIntExact(parameters.values().numel())];
        for (Factor factor : factors) {
            float[] formula = TinyLlama.matrix(factor.name(), factor.rows(), factor.columns());
            System.arraycopy(formula, 0, values, factor.at(), formula.length);
        }
        parameters.values().copy_(model.network().backend().floats(values, values.length));
        parameters.refresh();
    }

    static void check(Factor factor, float[] gradient, JsonNode expected) {
        float[] along = TinyLlama.matrix("along " + factor.name(), factor.rows(), factor.columns());
        double squares = 0;
        double product = 0;
        for (int i = 0; i < along.length; i++) {
            double value = gradient[factor.at() + i];
            squares += value * value;
            product += value * along[i];
        }
        double length = expected.get(0).doubleValue();
        assertThat(Math.sqrt(squares)).as(factor.name()).isCloseTo(length, within(1e-4 * length + 1e-5));
        assertThat(product)
                .as(factor.name() + " along the formula")
                .isCloseTo(expected.get(1).doubleValue(), within(2e-4 * length + 1e-5));
    }

    private static List<TrainingRow> rows(LanguageModel model) {
        List<TrainingRow> rows = new ArrayList<>();
        for (List<ChatMessage> chat : TinyLlama.chats()) {
            if (chat.getLast().role().equals("assistant")) {
                EncodedChat encoded = model.chats().conversation(chat);
                rows.add(new TrainingRow(encoded.ids(), encoded.promptLength()));
            }
        }
        return rows;
    }

    static LoraRecipe recipe(JsonNode config) {
        double alpha = config.path("lora_alpha").doubleValue();
        int rank = config.path("r").intValue();
        double ofRank = config.path("use_rslora").booleanValue() ? alpha * Math.sqrt(rank) : alpha;
        return new LoraRecipe(
                rank,
                ofRank,
                0,
                targets(config).stream().map(LoraTarget::module).toList(),
                1e-3,
                "constant",
                0,
                0,
                1,
                1,
                1,
                1,
                0,
                0,
                64,
                0,
                8,
                7);
    }

    private static List<LoraTarget> targets(JsonNode config) {
        return Arrays.stream(LoraTarget.values())
                .filter(target -> contains(config.path("target_modules"), target.module()))
                .toList();
    }

    private static boolean contains(JsonNode names, String name) {
        for (JsonNode each : names) {
            if (each.asText().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
