package dev.whetstone.engine.family;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.engine.format.BlockStyle;
import dev.whetstone.engine.format.LayerShape;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.Rope;

import java.util.Optional;
import java.util.function.IntPredicate;

/** SmolLM3 (Bakouch et al. 2025): a Llama in which every fourth layer knows no positions (Yang et al. 2025, "RoPE to NoPE and back again"). */
final class SmolLm3 implements Family {

    private static final double THETA = 2_000_000;
    private static final int INTERVAL = 4;
    private static final String TURNED = "no_rope_layers"; // in spite of its name, 1 is for a layer that is turned

    @Override
    public String modelType() {
        return "smollm3";
    }

    @Override
    public String architecture() {
        return "SmolLM3ForCausalLM";
    }

    @Override
    public ModelConfig read(ConfigFields fields) {
        fields.fields().onlyWhenPresent("hidden_act", "silu");
        Rope rope = fields.rope(THETA);
        IntPredicate turned = turned(fields);
        int window = fields.fields().flag("use_sliding_window", false) ? fields.slidingWindow() : LayerShape.EVERYTHING;
        IntPredicate sliding = fields.slidingLayers().orElse(layer -> !turned.test(layer));
        int head = fields.headDimension();
        return fields.config(
                fields.everyLayer(layer -> new LayerShape(
                        turned.test(layer) ? Optional.of(rope) : Optional.empty(),
                        sliding.test(layer) ? window : LayerShape.EVERYTHING)),
                BlockStyle.plain(head),
                head,
                true);
    }

    private static IntPredicate turned(ConfigFields fields) {
        JsonNode listed = fields.fields().node(TURNED);
        if (listed.isMissingNode()) {
            int interval = fields.fields().size("no_rope_layer_interval", INTERVAL, Integer.MAX_VALUE);
            return layer -> (layer + 1) % interval != 0;
        }
        if (listed.size() != fields.layers()) {
            throw fields.fields()
                    .refusal(
                            TURNED,
                            listed.size() + " entries for " + fields.layers() + " layers",
                            "Check that the file is whole");
        }
        return layer -> listed.path(layer).asInt() == 1;
    }
}
