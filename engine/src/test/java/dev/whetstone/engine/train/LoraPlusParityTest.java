package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.Precision;
import dev.whetstone.engine.TinyModels;
import dev.whetstone.engine.adapter.PeftConfig;
import dev.whetstone.engine.parity.GoldenJson;
import dev.whetstone.engine.parity.TinyLlama;
import dev.whetstone.engine.torch.NativeData;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Steps of LoRA+ are those of PyTorch's AdamW over the groups that PEFT makes; bench/parity/adapter_cases.py made the values. */
class LoraPlusParityTest {

    private static final JsonNode GOLDEN = GoldenJson.read(PeftConfig.class, "adapter-cases.json");

    @TempDir
    Path directory;

    static Stream<JsonNode> runs() {
        return StreamSupport.stream(GOLDEN.path("steps").spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void lossesAndFactorsAreThoseOfPeftAndPyTorch(JsonNode golden) {
        JsonNode settings = golden.path("settings");
        OptimizerSettings optimizing = new OptimizerSettings(
                golden.path("rate").doubleValue(),
                "constant",
                0,
                golden.path("weight_decay").doubleValue(),
                0,
                golden.path("ratio").doubleValue());
        Path tiny = TinyLlama.writeModel(directory, TinyModels.WITH_ADAPTER);
        try (LanguageModel model = LanguageModel.load(tiny, LoadOptions.of(Precision.FLOAT32));
                LoraParameters parameters = new LoraParameters(model.network(), GradientParityTest.recipe(settings));
                AdamW optimizer =
                        new AdamW(parameters.values(), optimizing.weightDecay(), parameters.rates(optimizing));
                var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            List<GradientParityTest.Factor> factors = GradientParityTest.factors(model, settings);
            GradientParityTest.set(parameters, factors, model);
            float[] before = NativeData.toFloats(parameters.values());
            TrainingNetwork network = new TrainingNetwork(model.network(), parameters);
            PackedRows rows = new PackedRows(GradientParityTest.rows(model));

            int steps = golden.path("losses").size();
            for (int step = 0; step < steps; step++) {
                parameters.gradient().zero_();
                double loss = network.lossAndGradient(rows, Dropout.none(), 1);
                assertThat(loss)
                        .as("step %d", step)
                        .isCloseTo(golden.path("losses").path(step).doubleValue(), within(1e-2));
                optimizer.step(parameters.values(), parameters.gradient(), optimizing.learningRate(), step + 1);
                parameters.refresh();
            }

            float[] changes = NativeData.toFloats(parameters.values());
            for (int i = 0; i < changes.length; i++) {
                changes[i] -= before[i];
            }
            for (GradientParityTest.Factor factor : factors) {
                GradientParityTest.check(factor, changes, golden.path("factors").path(factor.name()), 1e-3);
            }
        }
    }
}
