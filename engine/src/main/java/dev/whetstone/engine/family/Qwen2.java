package dev.whetstone.engine.family;

import dev.whetstone.engine.format.BlockStyle;
import dev.whetstone.engine.format.LayerShape;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.Rope;

import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Qwen2 and Qwen2.5 (Yang et al. 2024): a Llama whose queries, keys and values have a bias. Where a window is switched on, the layers
 * after the first {@code max_window_layers} have it.
 */
final class Qwen2 implements Family {

    private static final double THETA = 10_000;
    private static final int LAYERS_BEFORE_WINDOW = 28;

    @Override
    public String modelType() {
        return "qwen2";
    }

    @Override
    public String architecture() {
        return "Qwen2ForCausalLM";
    }

    @Override
    public ModelConfig read(ConfigFields fields) {
        int head = fields.headDimension();
        return fields.config(layers(fields), BlockStyle.plain(head).withQueryKeyValueBias(), head, false);
    }

    /** Qwen3's are the same. */
    static List<LayerShape> layers(ConfigFields fields) {
        fields.fields().onlyWhenPresent("hidden_act", "silu");
        Optional<Rope> rope = Optional.of(fields.rope(THETA));
        int window = fields.fields().flag("use_sliding_window", false) ? fields.slidingWindow() : LayerShape.EVERYTHING;
        int before = fields.fields().size("max_window_layers", LAYERS_BEFORE_WINDOW, Integer.MAX_VALUE);
        IntPredicate sliding = fields.slidingLayers().orElse(layer -> layer >= before);
        return fields.everyLayer(layer -> new LayerShape(rope, sliding.test(layer) ? window : LayerShape.EVERYTHING));
    }
}
