package dev.whetstone.engine.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** The tensors of a Llama under both their names, with the shapes they must have. */
final class LlamaTensors {

    /** One tensor: the row of the Hugging Face tensor is taken from the row of the GGUF tensor that the operator gives. */
    record Entry(String ggufName, String name, long[] shape, IntUnaryOperator sourceRow) {}

    private static final IntUnaryOperator SAME = row -> row;
    private static final Map<String, String> OTHER_NAMES = Map.of(
            "attn_norm", "input_layernorm",
            "attn_q", "self_attn.q_proj",
            "attn_k", "self_attn.k_proj",
            "attn_v", "self_attn.v_proj",
            "attn_output", "self_attn.o_proj",
            "ffn_norm", "post_attention_layernorm",
            "ffn_gate", "mlp.gate_proj",
            "ffn_up", "mlp.up_proj",
            "ffn_down", "mlp.down_proj");

    private final ModelConfig config;
    private final List<Entry> entries = new ArrayList<>();

    private LlamaTensors(ModelConfig config) {
        this.config = config;
    }

    static List<Entry> of(ModelConfig config) {
        LlamaTensors tensors = new LlamaTensors(config);
        long hidden = config.hiddenSize();
        tensors.add("token_embd.weight", "model.embed_tokens.weight", config.vocabularySize(), hidden);
        for (int layer = 0; layer < config.layers(); layer++) {
            tensors.addLayer(layer);
        }
        tensors.add("output_norm.weight", "model.norm.weight", hidden);
        if (!config.tiedHead()) {
            tensors.add("output.weight", "lm_head.weight", config.vocabularySize(), hidden);
        }
        return tensors.entries;
    }

    private void addLayer(int layer) {
        long hidden = config.hiddenSize();
        long wide = config.intermediateSize();
        add(layer, "attn_norm", SAME, hidden);
        add(layer, "attn_q", unpermuted(config.headDimension()), config.queryWidth(), hidden);
        add(layer, "attn_k", unpermuted(config.headDimension()), config.keyValueWidth(), hidden);
        add(layer, "attn_v", SAME, config.keyValueWidth(), hidden);
        add(layer, "attn_output", SAME, hidden, config.queryWidth());
        add(layer, "ffn_norm", SAME, hidden);
        add(layer, "ffn_gate", SAME, wide, hidden);
        add(layer, "ffn_up", SAME, wide, hidden);
        add(layer, "ffn_down", SAME, hidden, wide);
    }

    private void add(int layer, String part, IntUnaryOperator sourceRow, long... shape) {
        String name = "model.layers." + layer + "." + OTHER_NAMES.get(part) + ".weight";
        entries.add(new Entry("blk." + layer + "." + part + ".weight", name, shape, sourceRow));
    }

    private void add(String ggufName, String name, long... shape) {
        entries.add(new Entry(ggufName, name, shape, SAME));
    }

    /**
     * GGUF files of Llama models rotate neighbours (rows 2i and 2i + 1 of a head), Hugging Face rotates halves (i and i + d/2).
     * Row h·d + s·d/2 + i is therefore found at h·d + 2i + s (llama.cpp, conversion/llama.py).
     */
    static IntUnaryOperator unpermuted(int headDimension) {
        int half = headDimension / 2;
        return row -> {
            int inHead = row % headDimension;
            return row - inHead + 2 * (inHead % half) + inHead / half;
        };
    }
}
