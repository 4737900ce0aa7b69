package dev.whetstone.engine.format;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code config.json} and {@code generation_config.json}, in the form that every version of Transformers reads. */
final class ModelConfigWriter {

    private static final JsonMapper MAPPER = new JsonMapper();

    private ModelConfigWriter() {}

    static void write(ModelConfig config, GgufMetadata metadata, Path directory) throws IOException {
        Rope rope = config.ropes().getFirst();
        ObjectNode json = MAPPER.createObjectNode();
        json.putArray("architectures").add("LlamaForCausalLM");
        json.put("attention_bias", false);
        json.put("head_dim", config.headDimension());
        json.put("hidden_act", "silu");
        json.put("hidden_size", config.hiddenSize());
        json.put("intermediate_size", config.intermediateSize());
        json.put("max_position_embeddings", config.contextLength());
        json.put("mlp_bias", false);
        json.put("model_type", "llama");
        json.put("num_attention_heads", config.heads());
        json.put("num_hidden_layers", config.layers());
        json.put("num_key_value_heads", config.keyValueHeads());
        json.put("rms_norm_eps", config.rmsNormEpsilon());
        json.put("rope_theta", rope.theta());
        ropeScaling(json, rope.scaling());
        json.put("tie_word_embeddings", config.tiedHead());
        json.put("torch_dtype", "bfloat16");
        json.put("vocab_size", config.vocabularySize());
        tokens(json, config, metadata);
        Files.write(directory.resolve(ModelConfig.FILE_NAME), StrictJson.pretty(json));
        ObjectNode generation = MAPPER.createObjectNode();
        tokens(generation, config, metadata);
        Files.write(directory.resolve("generation_config.json"), StrictJson.pretty(generation));
    }

    private static void ropeScaling(ObjectNode json, RopeScaling scaling) {
        switch (scaling) {
            case RopeScaling.None _ -> {}
            case RopeScaling.Linear linear ->
                json.putObject("rope_scaling").put("rope_type", "linear").put("factor", linear.factor());
            case RopeScaling.Yarn _ -> throw new IllegalArgumentException("no GGUF file of a Llama is read with YaRN");
            case RopeScaling.Llama3 llama3 ->
                json.putObject("rope_scaling")
                        .put("rope_type", "llama3")
                        .put("factor", llama3.factor())
                        .put("low_freq_factor", llama3.lowFrequencyFactor())
                        .put("high_freq_factor", llama3.highFrequencyFactor())
                        .put("original_max_position_embeddings", llama3.originalContextLength());
        }
    }

    private static void tokens(ObjectNode json, ModelConfig config, GgufMetadata metadata) {
        if (config.bosToken() >= 0) {
            json.put("bos_token_id", config.bosToken());
        }
        if (config.eosTokens().size() == 1) {
            json.put("eos_token_id", config.eosTokens().getFirst());
        } else if (!config.eosTokens().isEmpty()) {
            config.eosTokens().forEach(json.putArray("eos_token_id")::add);
        }
        metadata.findInteger("tokenizer.ggml.padding_token_id").ifPresent(id -> json.put("pad_token_id", id));
    }
}
