package dev.whetstone.engine.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.adapter.LoraLayout;
import dev.whetstone.engine.adapter.LoraPlace;
import dev.whetstone.engine.adapter.LoraSettings;
import dev.whetstone.engine.adapter.PeftAdapter;
import dev.whetstone.engine.family.ModelFamilies;
import dev.whetstone.engine.format.Dtype;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.NewTensor;
import dev.whetstone.engine.format.SafetensorsWriter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.zip.CRC32;

/**
 * Models of every family, so small that a test needs none of its own: their weights are a formula, which bench/parity/tiny_models.py computes too. Each
 * variant comes with the scores that Transformers and PEFT give it.
 */
public final class TinyLlama {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNode GOLDEN = GoldenJson.read(TinyLlama.class, "tiny-models.json");

    private TinyLlama() {}

    public static List<String> variants() {
        List<String> names = new ArrayList<>();
        GOLDEN.path("variants").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Writes the variant's base model as a Hugging Face directory. */
    public static Path writeModel(Path directory, String variant) {
        return writeModel(directory, variant, _ -> {});
    }

    /** The same of another shape, for which nothing is known of what Transformers makes of it. */
    public static Path writeModel(Path directory, String variant, Consumer<ObjectNode> shape) {
        ObjectNode config = variant(variant).path("config").deepCopy();
        shape.accept(config);
        try {
            Files.createDirectories(directory);
            write(directory.resolve("config.json"), config);
            write(directory.resolve("tokenizer.json"), GOLDEN.path("tokenizer"));
            write(directory.resolve("tokenizer_config.json"), GOLDEN.path("tokenizer_config"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SafetensorsWriter.write(
                directory.resolve("model.safetensors"),
                modelTensors(ModelFamilies.read(directory)),
                Map.of("format", "pt"));
        return directory;
    }

    /** The same with widths that are a whole number of the widest vectors there are. */
    public static Path writeWideModel(Path directory, String variant) {
        return writeModel(
                directory,
                variant,
                config -> config.put("hidden_size", 128)
                        .put("head_dim", 64)
                        .put(
                                "num_attention_heads",
                                config.path("num_attention_heads").intValue() / 2)
                        .put("num_key_value_heads", 1)
                        .put("intermediate_size", 192));
    }

    public static boolean hasAdapter(String variant) {
        return variant(variant).has("adapter_config");
    }

    /** Writes the variant's adapter in PEFT's layout. */
    public static Path writeAdapter(Path directory, Path model, String variant) {
        JsonNode config = variant(variant).path("adapter_config");
        try {
            Files.createDirectories(directory);
            write(directory.resolve("adapter_config.json"), config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<NewTensor> tensors = new ArrayList<>();
        ModelConfig base = ModelFamilies.read(model);
        LoraSettings settings = PeftAdapter.config(directory).lora();
        for (LoraPlace place : LoraLayout.of(settings, base).places()) {
            String module = "base_model.model." + place.path();
            tensors.add(tensor(
                    module + ".lora_A.weight", place.rank(), place.target().in(base)));
            tensors.add(tensor(module + ".lora_B.weight", place.target().out(base), place.rank()));
            if (settings.dora()) {
                float[] magnitudes = magnitudes(
                        module + ".lora_magnitude_vector.weight", place.target().out(base));
                tensors.add(new NewTensor(
                        module + ".lora_magnitude_vector",
                        Dtype.F32,
                        new long[] {magnitudes.length},
                        () -> MemorySegment.ofArray(bytes(magnitudes))));
            }
        }
        SafetensorsWriter.write(directory.resolve("adapter_model.safetensors"), tensors, Map.of("format", "pt"));
        return directory;
    }

    public static List<List<ChatMessage>> chats() {
        return GoldenJson.chats(GOLDEN.path("chats"));
    }

    /** In the order of {@link #chats}: the fields that {@code engine score} prints. */
    public static JsonNode scores(String variant) {
        return variant(variant).path("scores");
    }

    /** Of the summed completion loss of all chats by each factor of the adapter: its length, and its product with the formula. */
    public static JsonNode gradients(String variant) {
        return variant(variant).path("gradients");
    }

    public static JsonNode adapterConfig(String variant) {
        return variant(variant).path("adapter_config");
    }

    private static JsonNode variant(String name) {
        return GOLDEN.path("variants").path(name);
    }

    private static List<NewTensor> modelTensors(ModelConfig config) {
        long hidden = config.hiddenSize();
        long wide = config.intermediateSize();
        List<NewTensor> tensors = new ArrayList<>();
        tensors.add(tensor("model.embed_tokens.weight", config.vocabularySize(), hidden));
        for (int i = 0; i < config.layers(); i++) {
            String layer = "model.layers." + i + ".";
            tensors.add(tensor(layer + "self_attn.q_proj.weight", config.queryWidth(), hidden));
            tensors.add(tensor(layer + "self_attn.k_proj.weight", config.keyValueWidth(), hidden));
            tensors.add(tensor(layer + "self_attn.v_proj.weight", config.keyValueWidth(), hidden));
            tensors.add(tensor(layer + "self_attn.o_proj.weight", hidden, config.queryWidth()));
            tensors.add(tensor(layer + "mlp.gate_proj.weight", wide, hidden));
            tensors.add(tensor(layer + "mlp.up_proj.weight", wide, hidden));
            tensors.add(tensor(layer + "mlp.down_proj.weight", hidden, wide));
            norms(config).forEach((name, width) -> tensors.add(norm(config, layer + name, width)));
            if (config.style().queryKeyValueBias()) {
                tensors.add(tensor(layer + "self_attn.q_proj.bias", config.queryWidth()));
                tensors.add(tensor(layer + "self_attn.k_proj.bias", config.keyValueWidth()));
                tensors.add(tensor(layer + "self_attn.v_proj.bias", config.keyValueWidth()));
            }
        }
        tensors.add(norm(config, "model.norm.weight", hidden));
        if (!config.tiedHead()) {
            tensors.add(tensor("lm_head.weight", config.vocabularySize(), hidden));
        }
        return tensors;
    }

    private static Map<String, Long> norms(ModelConfig config) {
        Map<String, Long> norms = new TreeMap<>();
        norms.put("input_layernorm.weight", (long) config.hiddenSize());
        norms.put("post_attention_layernorm.weight", (long) config.hiddenSize());
        if (config.style().normsAfter()) {
            norms.put("pre_feedforward_layernorm.weight", (long) config.hiddenSize());
            norms.put("post_feedforward_layernorm.weight", (long) config.hiddenSize());
        }
        if (config.style().queryKeyNorm()) {
            norms.put("self_attn.q_norm.weight", (long) config.headDimension());
            norms.put("self_attn.k_norm.weight", (long) config.headDimension());
        }
        return norms;
    }

    private static NewTensor norm(ModelConfig config, String name, long width) {
        double around = config.style().scaleAroundOne() ? 0 : 1;
        return tensor(name, plain -> around + 0.1 * plain, width);
    }

    /** A matrix, or a bias. */
    private static NewTensor tensor(String name, long... shape) {
        double size = shape.length == 1 ? 0.5 : Math.sqrt(3.0 / shape[shape.length - 1]);
        return tensor(name, plain -> plain * size, shape);
    }

    private static NewTensor tensor(String name, DoubleUnaryOperator formula, long... shape) {
        return new NewTensor(name, Dtype.F32, shape, () -> MemorySegment.ofArray(bytes(values(name, formula, shape))));
    }

    /** A matrix that the formula gives for a name, row-major. */
    public static float[] matrix(String name, long... shape) {
        double size = Math.sqrt(3.0 / shape[shape.length - 1]);
        return values(name, plain -> plain * size, shape);
    }

    /** Lengths of rows that the formula gives for a name: near 1, as those of the weights are. */
    public static float[] magnitudes(String name, long rows) {
        return values(name, plain -> 1 + 0.1 * plain, new long[] {rows});
    }

    private static float[] values(String name, DoubleUnaryOperator formula, long[] shape) {
        int count = 1;
        for (long dimension : shape) {
            count = Math.toIntExact(count * dimension);
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) formula.applyAsDouble(noise(name, i));
        }
        return values;
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    /** From -1 to 1, the same on every machine: an integer hash of the name and the position. */
    private static double noise(String name, int i) {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        int hash = (int) (crc.getValue() + i * 2654435761L);
        hash = (hash ^ hash >>> 16) * 73244475;
        hash = (hash ^ hash >>> 16) * 73244475;
        hash ^= hash >>> 16;
        return Integer.toUnsignedLong(hash) / 2147483648.0 - 1;
    }

    private static void write(Path file, JsonNode json) throws IOException {
        MAPPER.writeValue(file.toFile(), json);
    }
}
