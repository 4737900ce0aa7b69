package dev.whetstone.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.engine.adapter.AdapterFingerprint;
import dev.whetstone.engine.adapter.FingerprintCheck;
import dev.whetstone.engine.format.NewTensor;
import dev.whetstone.engine.format.Safetensors;
import dev.whetstone.engine.format.SafetensorsWriter;
import dev.whetstone.engine.format.TensorView;
import dev.whetstone.engine.parity.TinyLlama;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

class AdapterLoadingTest {

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final List<ChatMessage> CHAT = TinyModels.ask("Is it so?");

    @TempDir
    Path directory;

    private LanguageModel model;
    private Path adapter;

    @BeforeEach
    void loadModel() {
        model = TinyModels.load(directory);
        adapter = TinyModels.adapter(directory);
    }

    @AfterEach
    void closeModel() {
        model.close();
    }

    @Test
    void anAdapterMergedIntoTheBaseSaysTheSame() {
        Path merged = TinyLlama.writeModel(directory.resolve("merged"), TinyModels.PLAIN);
        mergeInto(merged.resolve("model.safetensors"), 8.0 / 4);
        try (Adapter unmerged = model.loadAdapter(adapter);
                LanguageModel mergedModel = LanguageModel.load(merged, LoadOptions.of(Precision.FLOAT32))) {
            Score beside = model.score(CHAT, Optional.of(unmerged), new ScoreOptions(10, 12));
            Score inside = mergedModel.score(CHAT, Optional.empty(), new ScoreOptions(10, 12));

            assertThat(beside.topIds()).isEqualTo(inside.topIds());
            assertThat(beside.greedyIds()).isEqualTo(inside.greedyIds());
            assertThat(beside.topLogits()).contains(inside.topLogits(), offset(1e-3f));
        }
    }

    @Test
    void settingsThatAreNotComputedAreRefusedByName() {
        refused(json -> json.put("bias", "all"), "bias is \"all\"");
        refused(json -> json.putArray("modules_to_save").add("lm_head"), "modules_to_save is [\"lm_head\"]");
        refused(json -> json.put("init_lora_weights", "pissa_niter_4"), "init_lora_weights is \"pissa_niter_4\"");
        refused(json -> json.putArray("layers_to_transform").add(0), "layers_to_transform is [0]");
        refused(json -> json.put("peft_type", "IA3"), "peft_type is \"IA3\"");
        refused(json -> json.put("fan_in_fan_out", true), "fan_in_fan_out is true");
    }

    @Test
    void brokenSettingsAreRefusedByName() {
        refused(json -> json.remove("r"), "r is missing");
        refused(json -> json.put("r", 0), "r is 0");
        refused(json -> json.put("r", 1L << 31), "r is 2147483648");
        refused(json -> json.put("lora_alpha", "many"), "lora_alpha is \"many\"");
        refused(json -> json.put("target_modules", "(a+)+$"), "targets is (a+)+$: it matches no linear layer");
        refused(json -> json.putArray("target_modules").add("experts"), "target_modules is \"experts\"");
    }

    @Test
    void anAdapterOfAnotherShapeIsRefusedByTensor() {
        refused(json -> json.put("use_dora", true), "q_proj.lora_magnitude_vector is not there");
        refused(json -> json.put("r", 5), "lora_A.weight has shape [4, 32], but this base and rank 5 need [5, 32]");
        refused(
                json -> json.putArray("target_modules").add("q_proj"),
                "belongs to nothing in this base of 2 layers with targets [q_proj]");
    }

    @Test
    void anAdapterOfAnotherBaseIsRefusedByTensor() {
        Path deep = TinyLlama.writeModel(directory.resolve("deep"), TinyModels.PLAIN);
        TinyModels.edit(deep.resolve("config.json"), json -> json.put("num_hidden_layers", 1));
        try (LanguageModel shallow = LanguageModel.load(deep, LoadOptions.of(Precision.FLOAT32))) {
            assertThatThrownBy(() -> shallow.loadAdapter(adapter))
                    .isInstanceOf(AdapterException.class)
                    .hasMessageContaining("layers.1.")
                    .hasMessageContaining("belongs to nothing in this base of 1 layers");
        }
    }

    @Test
    void weightsThatAreNoNumbersAreRefused() {
        rewrite(adapter.resolve("adapter_model.safetensors"), tensor -> {
            if (tensor.name().endsWith("layers.1.mlp.up_proj.lora_B.weight")) {
                MemorySegment broken =
                        MemorySegment.ofArray(new byte[(int) tensor.data().byteSize()]);
                broken.set(FLOAT, 8, Float.NaN);
                return new TensorView(tensor.name(), tensor.dtype(), tensor.shape(), broken);
            }
            return tensor;
        });

        assertThatThrownBy(() -> model.loadAdapter(adapter))
                .isInstanceOf(AdapterException.class)
                .hasMessageContaining("layers.1.mlp.up_proj.lora_B.weight holds NaN or infinity");
    }

    @Test
    void aDirectoryWithoutAdapterSaysWhichFileIsMissing() {
        assertThatThrownBy(() -> model.loadAdapter(directory.resolve("nowhere")))
                .isInstanceOf(AdapterException.class)
                .hasMessageContaining("adapter_config.json");
    }

    @Test
    void theFingerprintTellsTheAdapterFromAnotherAndFromNone() {
        try (Adapter trained = model.loadAdapter(adapter);
                Adapter other = model.loadAdapter(scaled("other", 40));
                Adapter silent = model.loadAdapter(scaled("silent", 1e-12))) {
            AdapterFingerprint.write(model, trained, adapter);

            assertThat(AdapterFingerprint.check(model, trained, adapter)).isEqualTo(new FingerprintCheck.Matches());
            assertThat(AdapterFingerprint.check(model, silent, adapter)).isEqualTo(new FingerprintCheck.NoEffect());
            assertThat(AdapterFingerprint.check(model, other, adapter))
                    .isInstanceOfSatisfying(
                            FingerprintCheck.Differs.class,
                            differs -> assertThat(differs.how()).contains("another adapter"));
            assertThat(AdapterFingerprint.check(model, trained, directory))
                    .isInstanceOfSatisfying(
                            FingerprintCheck.Differs.class,
                            differs -> assertThat(differs.how()).contains("fingerprint.json cannot be read"));
        }
    }

    @Test
    void aClosedAdapterIsFreedOnceAndRefused() {
        Adapter loaded = model.loadAdapter(adapter);
        assertThat(loaded.rank()).isEqualTo(4);
        assertThat(loaded.bytes()).isPositive();
        loaded.close();
        loaded.close();

        assertThat(loaded.isFreed()).isTrue();
        assertThatThrownBy(() -> model.score(CHAT, Optional.of(loaded), new ScoreOptions(1, 0)))
                .isInstanceOf(AdapterException.class);
    }

    private Path scaled(String name, double alpha) {
        Path copy = TinyLlama.writeAdapter(directory.resolve(name), directory.resolve("base"), TinyModels.WITH_ADAPTER);
        TinyModels.edit(copy.resolve("adapter_config.json"), json -> json.put("lora_alpha", alpha));
        return copy;
    }

    private void refused(Consumer<ObjectNode> change, String message) {
        Path changed = TinyLlama.writeAdapter(
                directory.resolve("changed"), directory.resolve("base"), TinyModels.WITH_ADAPTER);
        TinyModels.edit(changed.resolve("adapter_config.json"), change::accept);
        assertThatThrownBy(() -> model.loadAdapter(changed))
                .isInstanceOf(AdapterException.class)
                .hasMessageContaining(message);
    }

    /** W + scale·B·A for every adapted matrix, in doubles. */
    private void mergeInto(Path weights, double scale) {
        try (Safetensors factors = Safetensors.open(adapter.resolve("adapter_model.safetensors"))) {
            rewrite(weights, tensor -> {
                String module = "base_model.model." + tensor.name().replaceAll("\\.weight$", "");
                Optional<TensorView> a = factors.find(module + ".lora_A.weight");
                return a.isEmpty()
                        ? tensor
                        : merged(tensor, a.get(), factors.require(module + ".lora_B.weight"), scale);
            });
        }
    }

    private static TensorView merged(TensorView weight, TensorView a, TensorView b, double scale) {
        long out = weight.shape()[0];
        long in = weight.shape()[1];
        long rank = a.shape()[0];
        MemorySegment data = MemorySegment.ofArray(weight.data().toArray(ValueLayout.JAVA_BYTE));
        for (long row = 0; row < out; row++) {
            for (long column = 0; column < in; column++) {
                double sum = data.get(FLOAT, (row * in + column) * 4);
                for (long k = 0; k < rank; k++) {
                    sum += scale
                            * b.data().get(FLOAT, (row * rank + k) * 4)
                            * a.data().get(FLOAT, (k * in + column) * 4);
                }
                data.set(FLOAT, (row * in + column) * 4, (float) sum);
            }
        }
        return new TensorView(weight.name(), weight.dtype(), weight.shape(), data);
    }

    private static void rewrite(Path file, UnaryOperator<TensorView> change) {
        List<NewTensor> tensors = new ArrayList<>();
        try (Safetensors source = Safetensors.open(file)) {
            for (TensorView tensor : source.tensors().values()) {
                TensorView changed = change.apply(tensor);
                MemorySegment copy = MemorySegment.ofArray(changed.data().toArray(ValueLayout.JAVA_BYTE));
                tensors.add(new NewTensor(changed.name(), changed.dtype(), changed.shape(), () -> copy));
            }
        }
        SafetensorsWriter.write(file, tensors, Map.of("format", "pt"));
    }
}
