package dev.whetstone.engine.family;

import dev.whetstone.engine.format.BlockStyle;
import dev.whetstone.engine.format.LayerShape;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.Rope;

import java.util.Optional;

/** Llama (Touvron et al. 2023; Grattafiori et al. 2024) and what is built like it, such as SmolLM2: every layer sees everything, turned. */
final class Llama implements Family {

    private static final double THETA = 10_000;

    @Override
    public String modelType() {
        return "llama";
    }

    @Override
    public String architecture() {
        return "LlamaForCausalLM";
    }

    @Override
    public ModelConfig read(ConfigFields fields) {
        fields.fields().onlyWhenPresent("hidden_act", "silu");
        fields.fields().absent("sliding_window");
        Rope rope = fields.rope(THETA);
        int head = fields.headDimension();
        return fields.config(
                fields.everyLayer(_ -> new LayerShape(Optional.of(rope), LayerShape.EVERYTHING)),
                BlockStyle.plain(head),
                head,
                false);
    }
}
