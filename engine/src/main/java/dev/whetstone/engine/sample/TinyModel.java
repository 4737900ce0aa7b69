package dev.whetstone.engine.sample;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.engine.format.ByteAlphabet;
import dev.whetstone.engine.format.Dtype;
import dev.whetstone.engine.format.NewTensor;
import dev.whetstone.engine.format.SafetensorsWriter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A Llama of one layer with random weights, the same each time, and a tokenizer of bytes. Loads and trains in seconds and says nothing
 * sensible.
 */
public final class TinyModel {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final long HIDDEN = 16;
    private static final long VOCABULARY = 259;
    private static final String TEMPLATE = "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' + m['content']"
            + " + '<|im_end|>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

    private final SplittableRandom random = new SplittableRandom(7);
    private final List<NewTensor> tensors = new ArrayList<>();

    private TinyModel() {}

    /**
     * @param directory becomes a Hugging Face directory
     * @return the directory
     */
    public static Path write(Path directory) {
        try {
            Files.createDirectories(directory);
            MAPPER.writeValue(directory.resolve("config.json").toFile(), config());
            MAPPER.writeValue(directory.resolve("tokenizer.json").toFile(), tokenizer());
            MAPPER.writeValue(
                    directory.resolve("tokenizer_config.json").toFile(),
                    MAPPER.createObjectNode().put("chat_template", TEMPLATE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        TinyModel model = new TinyModel();
        model.addTensors();
        SafetensorsWriter.write(directory.resolve("model.safetensors"), model.tensors, Map.of("format", "pt"));
        return directory;
    }

    private static ObjectNode config() {
        return MAPPER.createObjectNode()
                .put("model_type", "llama")
                .put("vocab_size", VOCABULARY)
                .put("hidden_size", HIDDEN)
                .put("intermediate_size", 32)
                .put("num_hidden_layers", 1)
                .put("num_attention_heads", 2)
                .put("num_key_value_heads", 1)
                .put("max_position_embeddings", 512)
                .put("rms_norm_eps", 1e-5)
                .put("tie_word_embeddings", true)
                .put("eos_token_id", 2);
    }

    private static ObjectNode tokenizer() {
        ObjectNode json = MAPPER.createObjectNode().put("version", "1.0");
        ArrayNode added = json.putArray("added_tokens");
        ObjectNode byteLevel = MAPPER.createObjectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", true);
        json.putNull("normalizer");
        json.set("pre_tokenizer", byteLevel);
        json.putNull("post_processor");
        json.set("decoder", byteLevel);
        ObjectNode model = json.putObject("model").put("type", "BPE");
        ObjectNode vocabulary = model.putObject("vocab");
        for (String control : List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>")) {
            added.addObject()
                    .put("id", vocabulary.size())
                    .put("content", control)
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
            vocabulary.put(control, vocabulary.size());
        }
        for (int value = 0; value < 256; value++) {
            vocabulary.put(String.valueOf(ByteAlphabet.characterOf(value)), vocabulary.size());
        }
        model.putArray("merges");
        return json;
    }

    private void addTensors() {
        add("model.embed_tokens.weight", VOCABULARY, HIDDEN);
        add("model.layers.0.self_attn.q_proj.weight", HIDDEN, HIDDEN);
        add("model.layers.0.self_attn.k_proj.weight", HIDDEN / 2, HIDDEN);
        add("model.layers.0.self_attn.v_proj.weight", HIDDEN / 2, HIDDEN);
        add("model.layers.0.self_attn.o_proj.weight", HIDDEN, HIDDEN);
        add("model.layers.0.mlp.gate_proj.weight", 32, HIDDEN);
        add("model.layers.0.mlp.up_proj.weight", 32, HIDDEN);
        add("model.layers.0.mlp.down_proj.weight", HIDDEN, 32);
        add("model.layers.0.input_layernorm.weight", HIDDEN);
        add("model.layers.0.post_attention_layernorm.weight", HIDDEN);
        add("model.norm.weight", HIDDEN);
    }

    private void add(String name, long... shape) {
        int count = Math.toIntExact(shape[0] * (shape.length > 1 ? shape[1] : 1));
        MemorySegment values = MemorySegment.ofArray(new byte[count * Float.BYTES]);
        for (int i = 0; i < count; i++) {
            float value = shape.length == 1 ? 1 : (float) (random.nextDouble() - 0.5);
            values.set(ValueLayout.JAVA_FLOAT_UNALIGNED, (long) i * Float.BYTES, value);
        }
        tensors.add(new NewTensor(name, Dtype.F32, shape, () -> values));
    }
}
