package dev.whetstone.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.Precision;
import dev.whetstone.engine.family.ModelFamilies;
import dev.whetstone.engine.format.ByteAlphabet;
import dev.whetstone.engine.format.GgufBytes;
import dev.whetstone.engine.format.GgufImport;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.Safetensors;
import dev.whetstone.engine.format.TinyGguf;
import dev.whetstone.engine.parity.TinyLlama;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** One model as llama.cpp writes it and as Hugging Face does: the same logits, to the bit, in the bfloat16 that an import keeps. */
class ImportedGgufTest {

    private static final int POSITIONS = 40;
    private static final List<String> BLOCK = List.of(
            "attn_norm", "attn_q", "attn_k", "attn_v", "attn_output", "ffn_norm", "ffn_gate", "ffn_up", "ffn_down");
    private static final List<String> LAYER = List.of(
            "input_layernorm",
            "self_attn.q_proj",
            "self_attn.k_proj",
            "self_attn.v_proj",
            "self_attn.o_proj",
            "post_attention_layernorm",
            "mlp.gate_proj",
            "mlp.up_proj",
            "mlp.down_proj");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"grouped heads, tied head", "rank-stabilised adapter on two modules"})
    void ggufAndSafetensorsOfOneModelSayTheSame(String variant) {
        Path original = TinyLlama.writeModel(directory.resolve("original"), variant);
        ModelConfig config = ModelFamilies.read(original);
        Path imported = directory.resolve("imported");
        GgufImport.run(gguf(original, config).writeTo(directory.resolve("model.gguf")), imported, (_, _, _) -> {});

        assertThat(ModelFamilies.read(imported).ropes()).isEqualTo(config.ropes());
        assertThat(logits(imported))
                .hasSize(POSITIONS * config.vocabularySize())
                .containsExactly(logits(original));
    }

    /** (POSITIONS, V) */
    private static float[] logits(Path model) {
        ModelConfig config = ModelFamilies.read(model);
        LoadOptions options = LoadOptions.serving(Optional.of(Precision.BFLOAT16), 2);
        int[] tokens = IntStream.range(0, POSITIONS).map(i -> 3 + i * 7 % 250).toArray();
        try (var _ = new PointerScope();
                var _ = new NoGradGuard();
                Network network = Network.load(model, config, Backend.choose(options));
                Session session = Session.of(network, 1, POSITIONS)) {
            Step step = new Step(List.of(new Span(KvCache.blocksOf(0, POSITIONS), 0, tokens, LoraWeights.NONE, 0)));
            return NativeData.toFloats(network.logits(network.forward(step, session)));
        }
    }

    /** What llama.cpp's converter makes of it, in float32. */
    private static GgufBytes gguf(Path original, ModelConfig config) {
        List<String> tokens = new ArrayList<>(TinyGguf.CONTROL);
        for (int value = 0; tokens.size() < config.vocabularySize() - 1; value++) {
            tokens.add(String.valueOf(ByteAlphabet.characterOf(value)));
        }
        GgufBytes gguf = TinyGguf.model("smollm", tokens, List.of("a b"))
                .put("llama.context_length", config.contextLength())
                .put("llama.embedding_length", config.hiddenSize())
                .put("llama.block_count", config.layers())
                .put("llama.feed_forward_length", config.intermediateSize())
                .put("llama.attention.head_count", config.heads())
                .put("llama.attention.head_count_kv", config.keyValueHeads())
                .put("llama.attention.key_length", config.headDimension())
                .put("llama.attention.value_length", config.headDimension())
                .put("llama.rope.dimension_count", config.headDimension())
                .put("llama.attention.layer_norm_rms_epsilon", (float) config.rmsNormEpsilon())
                .put("llama.rope.freq_base", 10_000f);
        BLOCK.forEach(name -> gguf.without("blk.0." + name + ".weight"));
        gguf.without("token_embd.weight").without("output_norm.weight");
        try (Safetensors tensors = Safetensors.openModel(original)) {
            put(gguf, "token_embd", tensors, "model.embed_tokens", 0);
            put(gguf, "output_norm", tensors, "model.norm", 0);
            if (!config.tiedHead()) {
                put(gguf, "output", tensors, "lm_head", 0);
            }
            for (int layer = 0; layer < config.layers(); layer++) {
                for (int i = 0; i < BLOCK.size(); i++) {
                    boolean turned =
                            BLOCK.get(i).equals("attn_q") || BLOCK.get(i).equals("attn_k");
                    String name = "blk." + layer + "." + BLOCK.get(i);
                    put(
                            gguf,
                            name,
                            tensors,
                            "model.layers." + layer + "." + LAYER.get(i),
                            turned ? config.headDimension() : 0);
                }
            }
        }
        return gguf;
    }

    /** @param head width of heads whose halves llama.cpp interleaves, 0 for none */
    private static void put(GgufBytes gguf, String name, Safetensors tensors, String source, int head) {
        long[] shape = tensors.require(source + ".weight").shape();
        float[] values = tensors.require(source + ".weight").data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
        if (shape.length == 1) {
            gguf.floats(name + ".weight", values, shape[0]);
            return;
        }
        int width = Math.toIntExact(shape[1]);
        float[] rows = new float[values.length];
        for (int row = 0; row < shape[0]; row++) {
            System.arraycopy(
                    values, row * width, rows, head == 0 ? row * width : interleaved(row, head) * width, width);
        }
        gguf.floats(name + ".weight", rows, width, shape[0]);
    }

    /** The halves of a head one by one in turn: row {@code s·D/2 + i} becomes {@code 2i + s}. */
    private static int interleaved(int row, int head) {
        int within = row % head;
        return row - within + within % (head / 2) * 2 + within / (head / 2);
    }
}
