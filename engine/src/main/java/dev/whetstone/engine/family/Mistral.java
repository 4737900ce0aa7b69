package dev.whetstone.engine.family;

import dev.whetstone.engine.format.BlockStyle;
import dev.whetstone.engine.format.LayerShape;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.Rope;

import java.util.Optional;

/** Mistral (Jiang et al. 2023): a Llama whose layers all see a window, in the first releases, or everything. */
final class Mistral implements Family {

    private static final double THETA = 10_000;

    @Override
    public String modelType() {
        return "mistral";
    }

    @Override
    public String architecture() {
        return "MistralForCausalLM";
    }

    @Override
    public ModelConfig read(ConfigFields fields) {
        fields.fields().onlyWhenPresent("hidden_act", "silu");
        Rope rope = fields.rope(THETA);
        int window = fields.slidingWindow();
        int head = fields.headDimension();
        return fields.config(
                fields.everyLayer(_ -> new LayerShape(Optional.of(rope), window)), BlockStyle.plain(head), head, false);
    }
}
