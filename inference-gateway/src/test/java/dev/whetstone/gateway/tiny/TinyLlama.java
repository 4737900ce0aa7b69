package dev.whetstone.gateway.tiny;

import dev.whetstone.engine.format.Dtype;
import dev.whetstone.engine.format.NewTensor;
import dev.whetstone.engine.format.SafetensorsWriter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Llama whose answer is known: attention and the feed-forward layers add nothing, so the next token depends on the last one alone, and
 * the head says which it is. After the newline that opens the assistant's turn it says the alphabet, the digits, a space, and that again
 * for ever. The feed-forward layer's inner value is the same positive number for every token, so that an adapter on its way out can push
 * any other token to the top, always.
 */
public final class TinyLlama {

    static final int HIDDEN = 320;
    static final int INTERMEDIATE = 32;
    static final int LAYERS = 2;
    private static final int HEADS = 5;
    private static final int KEY_VALUE_HEADS = 1;
    private static final int HEAD_DIMENSION = HIDDEN / HEADS;
    private static final int VOCABULARY = 272;
    private static final float HEAD_GAIN = 0.5f;
    public static final int CONTEXT = 8192;

    private TinyLlama() {}

    public static void write(Path directory) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("config.json"), """
                    {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": %d, "hidden_size": %d,
                     "intermediate_size": %d, "num_hidden_layers": %d, "num_attention_heads": %d,
                     "num_key_value_heads": %d, "head_dim": %d, "max_position_embeddings": %d, "rope_theta": 10000.0,
                     "rms_norm_eps": 1e-6, "hidden_act": "silu", "tie_word_embeddings": false,
                     "bos_token_id": %d, "eos_token_id": %d, "torch_dtype": "float32"}
                    """.formatted(
                            VOCABULARY,
                            HIDDEN,
                            INTERMEDIATE,
                            LAYERS,
                            HEADS,
                            KEY_VALUE_HEADS,
                            HEAD_DIMENSION,
                            CONTEXT,
                            TinyTokenizer.TURN,
                            TinyTokenizer.TURN_END));
            SafetensorsWriter.write(directory.resolve("model.safetensors"), tensors(), Map.of("format", "pt"));
            TinyTokenizer.write(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the base says after {@code token}. The first tokens have successors of their own, for adapters to point at. */
    static int next(int token) {
        if (token >= 1 && token <= TinyTokenizer.PHRASES.size()) {
            return TinyTokenizer.FIRST_PHRASE + token - 1;
        }
        if (token == 'z') {
            return '0';
        }
        if (token == '9') {
            return ' ';
        }
        boolean inSequence = token >= 'a' && token < 'z' || token >= '0' && token < '9';
        return inSequence ? token + 1 : token == SOURCE_OF_END ? TinyTokenizer.TURN_END : 'a';
    }

    static final int SOURCE_OF_END = 9;

    private static List<NewTensor> tensors() {
        List<NewTensor> tensors = new ArrayList<>();
        tensors.add(matrix("model.embed_tokens.weight", VOCABULARY, HIDDEN, (row, column) -> row == column ? 1 : 0));
        for (int layer = 0; layer < LAYERS; layer++) {
            String prefix = "model.layers." + layer + ".";
            int keys = KEY_VALUE_HEADS * HEAD_DIMENSION;
            tensors.add(vector(prefix + "input_layernorm.weight"));
            tensors.add(matrix(prefix + "self_attn.q_proj.weight", HIDDEN, HIDDEN, TinyLlama::wave));
            tensors.add(matrix(prefix + "self_attn.k_proj.weight", keys, HIDDEN, TinyLlama::wave));
            tensors.add(matrix(prefix + "self_attn.v_proj.weight", keys, HIDDEN, TinyLlama::wave));
            tensors.add(matrix(prefix + "self_attn.o_proj.weight", HIDDEN, HIDDEN, (_, _) -> 0));
            tensors.add(vector(prefix + "post_attention_layernorm.weight"));
            tensors.add(matrix(prefix + "mlp.gate_proj.weight", INTERMEDIATE, HIDDEN, (_, _) -> 0.1f));
            tensors.add(matrix(prefix + "mlp.up_proj.weight", INTERMEDIATE, HIDDEN, (_, _) -> 0.1f));
            tensors.add(matrix(prefix + "mlp.down_proj.weight", HIDDEN, INTERMEDIATE, (_, _) -> 0));
        }
        tensors.add(vector("model.norm.weight"));
        tensors.add(matrix(
                "lm_head.weight",
                VOCABULARY,
                HIDDEN,
                (row, column) -> column < VOCABULARY && next(column) == row ? HEAD_GAIN : 0));
        return tensors;
    }

    private static float wave(int row, int column) {
        return (float) (0.05 * Math.sin(0.7 * row + 1.3 * column));
    }

    /** The value at a place of a matrix. */
    interface Formula {
        float at(int row, int column);
    }

    static MemorySegment values(int rows, int columns, Formula formula) {
        float[] values = new float[rows * columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                values[row * columns + column] = formula.at(row, column);
            }
        }
        return nativeCopy(values);
    }

    private static MemorySegment nativeCopy(float[] values) {
        MemorySegment heap = MemorySegment.ofArray(values);
        MemorySegment copy = Arena.ofAuto().allocate(heap.byteSize(), Float.BYTES);
        return copy.copyFrom(heap);
    }

    private static NewTensor matrix(String name, int rows, int columns, Formula formula) {
        return new NewTensor(name, Dtype.F32, new long[] {rows, columns}, () -> values(rows, columns, formula));
    }

    private static NewTensor vector(String name) {
        return new NewTensor(name, Dtype.F32, new long[] {HIDDEN}, () -> values(1, HIDDEN, (_, _) -> 1));
    }
}
