package dev.whetstone.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.engine.adapter.AdapterFingerprint;
import dev.whetstone.engine.adapter.FingerprintCheck;
import dev.whetstone.engine.generate.GenerationRequest;
import dev.whetstone.engine.generate.GenerationScheduler;
import dev.whetstone.engine.generate.Sampling;
import dev.whetstone.engine.generate.SchedulerOptions;
import dev.whetstone.engine.generate.TokenListener;
import dev.whetstone.engine.parity.TinyLlama;
import dev.whetstone.engine.torch.Kept;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Bases and adapters whose weights are no numbers, or too large to compute with. */
class BrokenWeightsTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model.embed_tokens.weight",
                "model.norm.weight",
                "model.layers.1.self_attn.k_proj.weight",
                "model.layers.0.mlp.down_proj.weight",
                "model.layers.1.post_attention_layernorm.weight"
            })
    void aBaseThatHoldsNoNumberIsRefusedByName(String tensor) {
        TinyModels.load(directory).close();
        long objects = Kept.live();
        for (float broken : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            NewWeights.rewrite(directory.resolve("base/model.safetensors"), tensor, broken);

            assertThatThrownBy(() -> TinyModels.reload(directory))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining(tensor.replace(".weight", ""))
                    .hasMessageContaining("hold NaN or infinity");
        }
        assertThat(Kept.live())
                .as("native objects of models that were not loaded")
                .isEqualTo(objects);
    }

    @Test
    void aBiasThatIsNoNumberIsRefusedByName() {
        Path base = TinyLlama.writeModel(directory, "qwen2, yarn");
        NewWeights.rewrite(base.resolve("model.safetensors"), "model.layers.0.self_attn.v_proj.bias", Float.NaN);

        assertThatThrownBy(() -> LanguageModel.load(base, LoadOptions.of(Precision.FLOAT32)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("QKV bias of layer 0 hold NaN");
    }

    /** Their sum overflows, and each of them is a number. */
    @Test
    void largeWeightsAreNumbers() {
        TinyModels.load(directory).close();
        Path file = directory.resolve("base/model.safetensors");
        NewWeights.rewrite(file, "model.layers.0.mlp.down_proj.weight", Float.MAX_VALUE);
        NewWeights.rewrite(file, "model.layers.1.mlp.down_proj.weight", -Float.MAX_VALUE);

        TinyModels.reload(directory).close();
    }

    @Test
    void aBaseThatComputesNoNumbersFailsItsRequestsByName() {
        TinyModels.load(directory).close();
        NewWeights.rewrite(directory.resolve("base/model.safetensors"), "model.norm.weight", Float.MAX_VALUE);
        try (LanguageModel model = TinyModels.reload(directory);
                GenerationScheduler scheduler = new GenerationScheduler(model, new SchedulerOptions(2, 4, 64))) {
            GenerationRequest request = new GenerationRequest(
                    model.prompt(TinyModels.ask("Hi")), Optional.empty(), Sampling.greedy(4), Optional.empty());

            assertThatThrownBy(() -> scheduler
                            .submit(request, TokenListener.none())
                            .result()
                            .join())
                    .hasMessageContaining("NOT_FINITE")
                    .hasMessageContaining("no finite number after token");
        }
    }

    @Test
    void anAdapterWhoseScaleIsBeyondNumbersIsRefusedByName() {
        try (LanguageModel model = TinyModels.load(directory)) {
            Path adapter = TinyModels.adapter(directory);
            TinyModels.edit(adapter.resolve("adapter_config.json"), json -> json.put("lora_alpha", 1e300));

            assertThatThrownBy(() -> model.loadAdapter(adapter))
                    .isInstanceOf(AdapterException.class)
                    .hasMessageContaining("lora_B.weight times the scale of 2.5E299");
        }
    }

    @Test
    void anEmptyFingerprintMatchesNothing() throws Exception {
        try (LanguageModel model = TinyModels.load(directory)) {
            Path files = TinyModels.adapter(directory);
            try (Adapter adapter = model.loadAdapter(files)) {
                AdapterFingerprint.write(model, adapter, files);
                Path file = files.resolve("fingerprint.json");
                String whole = Files.readString(file);
                for (String broken : new String[] {
                    whole.replaceAll("(?s)\"(ids|logits)\": \\[[^]]*]", "\"$1\": []"),
                    whole.replaceAll("(?s)\"logits\": \\[\\s*[-0-9.E]+", "\"logits\": [\"NaN\""),
                    whole.replaceAll("(?s)\"probes\": \\[.*]", "\"probes\": [null, null, null]"),
                    "null"
                }) {
                    assertThat(broken).isNotEqualTo(whole);
                    Files.writeString(file, broken);
                    assertThat(AdapterFingerprint.check(model, adapter, files))
                            .isInstanceOf(FingerprintCheck.Differs.class);
                }
            }
        }
    }
}
