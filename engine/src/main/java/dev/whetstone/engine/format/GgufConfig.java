package dev.whetstone.engine.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The shape of a model from a GGUF file's metadata. */
final class GgufConfig {

    private static final String ROPE_FREQUENCIES = "rope_freqs.weight";
    private static final int LARGEST_SIZE = 1 << 24;

    private final GgufMetadata metadata;
    private final Map<String, GgufTensor> tensors;
    private final int hidden;
    private final int vocabularySize;

    private GgufConfig(Gguf gguf) {
        this.metadata = gguf.metadata();
        this.tensors = gguf.tensors();
        requirePlainLlama();
        this.hidden = size("llama.embedding_length");
        this.vocabularySize = vocabularySize();
    }

    /** @throws ModelFormatException when the model is not a plain Llama */
    static ModelConfig of(Gguf gguf) {
        return new GgufConfig(gguf).read();
    }

    private void requirePlainLlama() {
        String architecture = metadata.requireString("general.architecture");
        if (!architecture.equals("llama")) {
            throw metadata.refusal(
                    "general.architecture", "architecture " + architecture + " is not supported, only llama is");
        }
        if (metadata.integer("llama.expert_count", 0, Integer.MAX_VALUE) > 0) {
            throw metadata.refusal("llama.expert_count", "mixtures of experts are not supported");
        }
    }

    private ModelConfig read() {
        int heads = size("llama.attention.head_count");
        int headDimension = metadata.integer("llama.attention.key_length", hidden / heads, LARGEST_SIZE);
        requireSame("llama.attention.value_length", headDimension);
        requireSame("llama.rope.dimension_count", headDimension);
        double theta = metadata.number("llama.rope.freq_base", 10_000);
        try {
            return ModelConfig.llama(
                    vocabularySize,
                    hidden,
                    size("llama.feed_forward_length"),
                    metadata.requireInteger("llama.block_count", 1, 10_000),
                    heads,
                    metadata.integer("llama.attention.head_count_kv", heads, LARGEST_SIZE),
                    headDimension,
                    metadata.requireInteger("llama.context_length", 1, Integer.MAX_VALUE),
                    new Rope(theta, ropeScaling(theta, headDimension)),
                    metadata.requireNumber("llama.attention.layer_norm_rms_epsilon"),
                    !tensors.containsKey("output.weight"),
                    token("tokenizer.ggml.bos_token_id"),
                    eosTokens());
        } catch (IllegalArgumentException e) {
            throw metadata.refusal("llama", e.getMessage());
        }
    }

    private int size(String key) {
        return metadata.requireInteger(key, 1, LARGEST_SIZE);
    }

    private void requireSame(String key, int headDimension) {
        int value = metadata.integer(key, headDimension, LARGEST_SIZE);
        if (value != headDimension) {
            throw metadata.refusal(key, value + " differs from the head dimension " + headDimension);
        }
    }

    private int vocabularySize() {
        GgufTensor embedding = tensors.get("token_embd.weight");
        if (embedding == null || embedding.shape().length != 2 || embedding.columns() != hidden) {
            throw metadata.refusal("llama.embedding_length", "tensor token_embd.weight is missing or of another width");
        }
        return embedding.rows();
    }

    private int token(String key) {
        return metadata.values().containsKey(key) ? metadata.requireInteger(key, 0, vocabularySize - 1) : -1;
    }

    /** The end of a text and, where it is another token, the end of a turn. */
    private List<Integer> eosTokens() {
        List<Integer> tokens = new ArrayList<>();
        for (String key : List.of("tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id")) {
            int token = token(key);
            if (token >= 0 && !tokens.contains(token)) {
                tokens.add(token);
            }
        }
        return tokens;
    }

    private RopeScaling ropeScaling(double theta, int headDimension) {
        String type = metadata.findString("llama.rope.scaling.type").orElse("none");
        if (tensors.containsKey(ROPE_FREQUENCIES)) {
            return llama3(tensors.get(ROPE_FREQUENCIES), theta, headDimension);
        }
        return switch (type) {
            case "none" -> new RopeScaling.None();
            case "linear" -> new RopeScaling.Linear(metadata.requireNumber("llama.rope.scaling.factor"));
            default -> throw metadata.refusal("llama.rope.scaling.type", type + " is not supported");
        };
    }

    /**
     * Llama 3.1 and later store the divisors of the frequencies, not the parameters they come from. The published models share
     * all parameters but the factor, which is the largest divisor; that they give these divisors is checked.
     */
    private RopeScaling llama3(GgufTensor divisors, double theta, int headDimension) {
        if (divisors.shape().length != 1
                || divisors.columns() != headDimension / 2
                || divisors.type() != GgmlType.F32) {
            throw metadata.refusal(ROPE_FREQUENCIES, "is not a row of " + headDimension / 2 + " numbers of type F32");
        }
        float[] stored = new float[divisors.columns()];
        divisors.readRow(0, stored);
        double factor = 1;
        for (float divisor : stored) {
            factor = Math.max(factor, divisor);
        }
        RopeScaling.Llama3 scaling = new RopeScaling.Llama3(factor, 1, 4, 8192);
        boolean same = true;
        for (int i = 0; same && i < stored.length; i++) {
            double frequency = 1 / Math.pow(theta, 2.0 * i / headDimension);
            same = Math.abs(frequency / scaling.scale(frequency) - stored[i]) <= 1e-4 * stored[i];
        }
        if (!same) {
            throw metadata.refusal(ROPE_FREQUENCIES, "these frequencies are not those of Llama 3");
        }
        return scaling;
    }
}
