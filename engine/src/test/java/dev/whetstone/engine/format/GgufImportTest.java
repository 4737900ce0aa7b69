package dev.whetstone.engine.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.engine.family.ModelFamilies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

class GgufImportTest {

    @TempDir
    Path directory;

    @Test
    void theDirectoryHoldsEverythingAndReadsBack() {
        List<Integer> progress = new ArrayList<>();
        Path out = directory.resolve("model");
        ModelConfig config = GgufImport.run(write(TinyGguf.model()), out, (_, done, all) -> progress.add(all - done));
        assertThat(ModelFamilies.read(out)).isEqualTo(config);
        assertThat(config.groupSize()).isEqualTo(2);
        assertThat(config.tiedHead()).isTrue();
        assertThat(config.eosTokens()).containsExactly(2);
        assertThat(progress).hasSize(11).endsWith(0);
        assertThat(directory).isDirectoryNotContaining("glob:**.partial");
        assertThat(out.toFile().list())
                .containsExactlyInAnyOrder(
                        "config.json",
                        "generation_config.json",
                        "model.safetensors",
                        "special_tokens_map.json",
                        "tokenizer.json",
                        "tokenizer_config.json");
    }

    @Test
    void rowsOfQueriesAndKeysAreTurnedBack() {
        try (Safetensors tensors = imported(TinyGguf.model())) {
            // within a head of 8: halves of 4, row s·4 + i comes from 2i + s
            assertThat(firstColumn(tensors, "q_proj", 32)).startsWith(0, 2, 4, 6, 1, 3, 5, 7, 8, 10, 12);
            assertThat(firstColumn(tensors, "k_proj", 16))
                    .containsExactly(0, 2, 4, 6, 1, 3, 5, 7, 8, 10, 12, 14, 9, 11, 13, 15);
            assertThat(firstColumn(tensors, "v_proj", 16)).startsWith(0, 1, 2, 3);
        }
    }

    @Test
    void everyTensorGetsItsHuggingFaceName() {
        try (Safetensors tensors = imported(TinyGguf.model())) {
            assertThat(tensors.tensors().keySet())
                    .containsExactly(
                            "model.embed_tokens.weight",
                            "model.layers.0.input_layernorm.weight",
                            "model.layers.0.self_attn.q_proj.weight",
                            "model.layers.0.self_attn.k_proj.weight",
                            "model.layers.0.self_attn.v_proj.weight",
                            "model.layers.0.self_attn.o_proj.weight",
                            "model.layers.0.post_attention_layernorm.weight",
                            "model.layers.0.mlp.gate_proj.weight",
                            "model.layers.0.mlp.up_proj.weight",
                            "model.layers.0.mlp.down_proj.weight",
                            "model.norm.weight");
            assertThat(tensors.require("model.layers.0.mlp.down_proj.weight").shape())
                    .containsExactly(32, 64);
        }
    }

    @Test
    void aFreeHeadIsKept() {
        GgufBytes gguf = TinyGguf.model().tensor("output.weight", 8, new byte[260 * 34], 32, 260);
        try (Safetensors tensors = imported(gguf)) {
            assertThat(tensors.find("lm_head.weight")).isPresent();
        }
        assertThat(ModelFamilies.read(directory.resolve("model")).tiedHead()).isFalse();
    }

    @Test
    void theEndOfATurnIsAnEndToo() {
        GgufBytes gguf = TinyGguf.model().put("tokenizer.ggml.eot_token_id", 0);
        imported(gguf).close();
        assertThat(ModelFamilies.read(directory.resolve("model")).eosTokens()).containsExactly(2, 0);
    }

    @Test
    void frequenciesOfLlama3AreRecognised() {
        RopeScaling.Llama3 llama3 = new RopeScaling.Llama3(32, 1, 4, 8192);
        float[] divisors = new float[4];
        for (int i = 0; i < divisors.length; i++) {
            double frequency = 1 / Math.pow(100_000, 2.0 * i / 8);
            divisors[i] = (float) (frequency / llama3.scale(frequency));
        }
        imported(TinyGguf.model().floats("rope_freqs.weight", divisors, 4)).close();
        assertThat(ModelFamilies.read(directory.resolve("model")).ropes())
                .extracting(Rope::scaling)
                .containsExactly(llama3);
    }

    @Test
    void theTokenizerFilesNameTheTemplateAndTheSpecialTokens() throws IOException {
        imported(TinyGguf.model()).close();
        JsonNode config = new ObjectMapper()
                .readTree(directory.resolve("model/tokenizer_config.json").toFile());
        assertThat(config.path("chat_template").asText()).isEqualTo(TinyGguf.TEMPLATE);
        assertThat(config.path("eos_token").asText()).isEqualTo("<|im_end|>");
        assertThat(config.path("bos_token").asText()).isEqualTo("<|im_start|>");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                refused(
                        "architecture",
                        gguf -> gguf.put("general.architecture", "gemma"),
                        "architecture gemma is not supported"),
                refused(
                        "no architecture",
                        gguf -> gguf.remove("general.architecture"),
                        "general.architecture: is missing"),
                refused("experts", gguf -> gguf.put("llama.expert_count", 8), "mixtures of experts"),
                refused("rope scaling", gguf -> gguf.put("llama.rope.scaling.type", "yarn"), "yarn is not supported"),
                refused(
                        "other frequencies",
                        gguf -> gguf.floats("rope_freqs.weight", new float[] {1, 2, 3, 4}, 4),
                        "not those of Llama 3"),
                refused(
                        "partial rotation",
                        gguf -> gguf.put("llama.rope.dimension_count", 4),
                        "differs from the head dimension 8"),
                refused(
                        "absurd layers",
                        gguf -> gguf.put("llama.block_count", 2_000_000_000),
                        "not between 1 and 10000"),
                refused(
                        "layers missing",
                        gguf -> gguf.put("llama.block_count", 2),
                        "tensor blk.1.attn_norm.weight: is missing"),
                refused("heads do not divide", gguf -> gguf.put("llama.attention.head_count_kv", 3), "no multiple"),
                refused(
                        "heads of each layer",
                        gguf -> gguf.put("llama.attention.head_count", List.of(4)),
                        "expected a Long"),
                refused(
                        "tensor missing",
                        gguf -> gguf.without("blk.0.ffn_up.weight"),
                        "tensor blk.0.ffn_up.weight: is missing"),
                refused(
                        "bias",
                        gguf -> gguf.floats("blk.0.attn_q.bias", new float[32], 32),
                        "blk.0.attn_q.bias: is not part of a plain Llama"),
                refused(
                        "shape",
                        gguf -> gguf.without("output_norm.weight").floats("output_norm.weight", new float[16], 16),
                        "has shape [16], the metadata asks for [32]"),
                refused(
                        "block type",
                        gguf -> gguf.without("blk.0.attn_norm.weight")
                                .tensor("blk.0.attn_norm.weight", 20, new byte[18], 32),
                        "type IQ4_NL is not supported"),
                refused(
                        "not a number",
                        gguf -> gguf.without("output_norm.weight").floats("output_norm.weight", nan(), 32),
                        "tensor output_norm.weight: row 0 holds NaN"),
                refused(
                        "tokenizer",
                        gguf -> gguf.put("tokenizer.ggml.model", "llama"),
                        "tokenizer llama is not supported"),
                refused(
                        "split",
                        gguf -> gguf.put("tokenizer.ggml.pre", "deepseek-coder"),
                        "split deepseek-coder is not known"),
                refused("no split", gguf -> gguf.remove("tokenizer.ggml.pre"), "tokenizer.ggml.pre: is missing"),
                refused(
                        "merge",
                        gguf -> gguf.put("tokenizer.ggml.merges", List.of("a z")),
                        "merge 'a z' is not of two tokens"),
                refused("merge of one", gguf -> gguf.put("tokenizer.ggml.merges", List.of("ab")), "merge 'ab'"),
                refused("types", gguf -> gguf.put("tokenizer.ggml.token_type", List.of(1)), "they do not fit together"),
                refused(
                        "special token",
                        gguf -> gguf.put("tokenizer.ggml.eos_token_id", 9_999),
                        "tokenizer.ggml.eos_token_id"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void whatIsNotSupportedIsRefusedByNameAndLeavesNothing(
            String what, UnaryOperator<GgufBytes> change, String message) {
        Path file = write(change.apply(TinyGguf.model()));
        assertThatThrownBy(() -> GgufImport.run(file, directory.resolve("model"), ImportProgress.SILENT))
                .as(what)
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(message);
        assertThat(directory).isDirectoryNotContaining("glob:**model*");
    }

    @Test
    void aTokenThatIsThereTwiceIsRefused() {
        List<String> tokens = new ArrayList<>(TinyGguf.CONTROL);
        tokens.addAll(List.of("a", "b", "a"));
        Path file = write(TinyGguf.model("smollm", tokens, List.of("a b")));
        assertThatThrownBy(() -> GgufImport.run(file, directory.resolve("model"), ImportProgress.SILENT))
                .hasMessageContaining("token 'a' is there twice");
    }

    @Test
    void aDirectoryInUseIsNotOverwritten() throws IOException {
        Path out = Files.createDirectory(directory.resolve("model"));
        Files.writeString(out.resolve("mine.txt"), "x");
        Path file = write(TinyGguf.model());
        assertThatThrownBy(() -> GgufImport.run(file, out, ImportProgress.SILENT))
                .hasMessageContaining("is not empty");
        assertThat(out.resolve("mine.txt")).exists();
    }

    private static Arguments refused(String what, UnaryOperator<GgufBytes> change, String message) {
        return Arguments.of(what, change, message);
    }

    private static float[] nan() {
        float[] values = new float[32];
        values[7] = Float.NaN;
        return values;
    }

    private Path write(GgufBytes gguf) {
        return gguf.writeTo(directory.resolve("tiny.gguf"));
    }

    private Safetensors imported(GgufBytes gguf) {
        Path out = directory.resolve("model");
        GgufImport.run(write(gguf), out, ImportProgress.SILENT);
        return Safetensors.openModel(out);
    }

    private static int[] firstColumn(Safetensors tensors, String projection, int rows) {
        TensorView tensor = tensors.require("model.layers.0.self_attn." + projection + ".weight");
        int[] column = new int[rows];
        for (int row = 0; row < rows; row++) {
            int bits = tensor.data().get(ValueLayout.JAVA_SHORT_UNALIGNED, row * 32L * 2) & 0xFFFF;
            column[row] = (int) Float.intBitsToFloat(bits << 16);
        }
        return column;
    }
}
