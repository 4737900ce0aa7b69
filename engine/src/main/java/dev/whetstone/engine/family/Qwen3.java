package dev.whetstone.engine.family;

import dev.whetstone.engine.format.BlockStyle;
import dev.whetstone.engine.format.ModelConfig;

/** Qwen3 (Yang et al. 2025), the dense ones: Qwen2 without the biases, with a norm of each head's query and key, and heads of a size of their own. */
final class Qwen3 implements Family {

    private static final int HEAD = 128;

    @Override
    public String modelType() {
        return "qwen3";
    }

    @Override
    public String architecture() {
        return "Qwen3ForCausalLM";
    }

    @Override
    public ModelConfig read(ConfigFields fields) {
        int head = fields.headDimension(HEAD);
        return fields.config(Qwen2.layers(fields), BlockStyle.plain(head).withQueryKeyNorm(), head, false);
    }
}
