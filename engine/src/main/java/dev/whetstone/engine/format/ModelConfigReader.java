package dev.whetstone.engine.format;

import com.fasterxml.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code config.json} as Transformers 4 and 5 write it. What would change the mathematics and is not known is refused. */
final class ModelConfigReader {

    private static final String GENERATION = "generation_config.json";
    private static final int LARGEST_SIZE = 1 << 24;

    private final JsonFields fields;

    private ModelConfigReader(JsonFields fields) {
        this.fields = fields;
    }

    static ModelConfig read(Path directory) {
        Path file = directory.resolve(ModelConfig.FILE_NAME);
        JsonFields fields = new JsonFields(file, StrictJson.readObject(file));
        try {
            return new ModelConfigReader(fields).read(eosTokens(directory, fields));
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(file, "its sizes", e.getMessage(), "Check that the file is whole", e);
        }
    }

    private ModelConfig read(List<Integer> eosTokens) {
        requirePlainLlama();
        int hidden = fields.requireSize("hidden_size", LARGEST_SIZE);
        int heads = fields.requireSize("num_attention_heads", LARGEST_SIZE);
        return new ModelConfig(
                fields.requireSize("vocab_size", LARGEST_SIZE),
                hidden,
                fields.requireSize("intermediate_size", LARGEST_SIZE),
                fields.requireSize("num_hidden_layers", 10_000),
                heads,
                fields.size("num_key_value_heads", heads, LARGEST_SIZE),
                headDimension(hidden, heads),
                fields.requireSize("max_position_embeddings", Integer.MAX_VALUE),
                ropeTheta(),
                ropeScaling(),
                fields.positive("rms_norm_eps", 1e-6),
                fields.flag("tie_word_embeddings", false),
                tokens(fields, "bos_token_id").stream().findFirst().orElse(-1),
                eosTokens);
    }

    private int headDimension(int hidden, int heads) {
        if (fields.has("head_dim")) {
            return fields.requireSize("head_dim", LARGEST_SIZE);
        }
        if (hidden % heads != 0) {
            throw fields.refusal(
                    "hidden_size", hidden + " is no multiple of " + heads + " heads", "Check that the file is whole");
        }
        return hidden / heads;
    }

    private void requirePlainLlama() {
        fields.requireOnly("model_type", "llama");
        JsonNode architectures = fields.node("architectures");
        if (!architectures.isMissingNode() && !architectures.path(0).asText().equals("LlamaForCausalLM")) {
            throw fields.unsupported("architectures", architectures, "[\"LlamaForCausalLM\"]");
        }
        fields.onlyWhenPresent("hidden_act", "silu");
        fields.onlyWhenPresent("attention_bias", "false");
        fields.onlyWhenPresent("mlp_bias", "false");
        fields.onlyWhenPresent("pretraining_tp", "1");
        fields.onlyWhenPresent("partial_rotary_factor", "1.0");
        fields.absent("quantization_config");
        fields.absent("sliding_window");
        fields.absent("num_local_experts");
    }

    private double ropeTheta() {
        JsonFields rope = fields.object("rope_parameters");
        return rope.has("rope_theta") ? rope.positive("rope_theta", 10_000) : fields.positive("rope_theta", 10_000);
    }

    private RopeScaling ropeScaling() {
        JsonFields rope =
                fields.has("rope_parameters") ? fields.object("rope_parameters") : fields.object("rope_scaling");
        String type = rope.text("rope_type", rope.text("type", "default"));
        return switch (type) {
            case "default" -> new RopeScaling.None();
            case "linear" -> new RopeScaling.Linear(rope.requirePositive("factor"));
            case "llama3" ->
                new RopeScaling.Llama3(
                        rope.requirePositive("factor"),
                        rope.requirePositive("low_freq_factor"),
                        rope.requirePositive("high_freq_factor"),
                        rope.requireSize("original_max_position_embeddings", Integer.MAX_VALUE));
            default -> throw rope.unsupported("rope_type", rope.node("rope_type"), "default, linear or llama3");
        };
    }

    private static List<Integer> eosTokens(Path directory, JsonFields config) {
        Path file = directory.resolve(GENERATION);
        if (Files.exists(file)) {
            List<Integer> tokens = tokens(new JsonFields(file, StrictJson.readObject(file)), "eos_token_id");
            if (!tokens.isEmpty()) {
                return tokens;
            }
        }
        return tokens(config, "eos_token_id");
    }

    /** One token id or a list of them; null means none. */
    private static List<Integer> tokens(JsonFields fields, String name) {
        JsonNode node = fields.node(name);
        List<Integer> tokens = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(entry -> tokens.add(fields.requireToken(name, entry)));
        } else if (!node.isMissingNode() && !node.isNull()) {
            tokens.add(fields.requireToken(name, node));
        }
        return tokens;
    }
}
