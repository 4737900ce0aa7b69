package dev.whetstone.engine.family;

import dev.whetstone.engine.format.Activation;
import dev.whetstone.engine.format.BlockStyle;
import dev.whetstone.engine.format.JsonFields;
import dev.whetstone.engine.format.LayerShape;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.Rope;
import dev.whetstone.engine.format.RopeScaling;

import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Gemma 3 (Gemma Team 2025), text alone: five layers that see a window for each that sees everything, with frequencies of their own;
 * norms before and after attention and feed-forward, and of queries and keys; GELU; the embedding times √width.
 */
final class Gemma3 implements Family {

    private static final double THETA = 1_000_000;
    private static final double LOCAL_THETA = 10_000;
    private static final int HEAD = 256;
    private static final int WINDOW = 4_096;
    private static final int PATTERN = 6;
    private static final String GELU = "gelu_pytorch_tanh";
    private static final String ROPE = "rope_parameters";

    @Override
    public String modelType() {
        return "gemma3_text";
    }

    @Override
    public String architecture() {
        return "Gemma3ForCausalLM";
    }

    @Override
    public ModelConfig read(ConfigFields fields) {
        JsonFields json = fields.fields();
        json.onlyWhenPresent("hidden_activation", GELU);
        json.onlyWhenPresent("hidden_act", GELU);
        json.onlyWhenPresent("use_bidirectional_attention", "false");
        json.absent("attn_logit_softcapping");
        json.absent("final_logit_softcapping");
        LayerShape local =
                new LayerShape(Optional.of(local(fields)), json.size("sliding_window", WINDOW, Integer.MAX_VALUE));
        LayerShape global = new LayerShape(Optional.of(global(fields)), LayerShape.EVERYTHING);
        IntPredicate sliding = sliding(fields);
        return fields.config(
                fields.everyLayer(layer -> sliding.test(layer) ? local : global),
                style(fields),
                fields.headDimension(HEAD),
                true);
    }

    private static BlockStyle style(ConfigFields fields) {
        double scalar = fields.fields().positive("query_pre_attn_scalar", HEAD);
        return new BlockStyle(
                false, true, true, true, Activation.GELU_TANH, Math.sqrt(fields.hiddenSize()), 1 / Math.sqrt(scalar));
    }

    private static IntPredicate sliding(ConfigFields fields) {
        JsonFields json = fields.fields();
        int pattern = json.size(
                "sliding_window_pattern",
                json.size("_sliding_window_pattern", PATTERN, Integer.MAX_VALUE),
                Integer.MAX_VALUE);
        return fields.slidingLayers().orElse(layer -> (layer + 1) % pattern != 0);
    }

    /** Never stretched before Transformers 5, which says so itself. */
    private static Rope local(ConfigFields fields) {
        return isPerKind(fields.fields())
                ? ofKind(fields, "sliding_attention", LOCAL_THETA)
                : new Rope(fields.fields().positive("rope_local_base_freq", LOCAL_THETA), new RopeScaling.None());
    }

    private static Rope global(ConfigFields fields) {
        return isPerKind(fields.fields()) ? ofKind(fields, "full_attention", THETA) : fields.rope(THETA);
    }

    private static boolean isPerKind(JsonFields fields) {
        JsonFields rope = fields.object(ROPE);
        return rope.has("full_attention") || rope.has("sliding_attention");
    }

    private static Rope ofKind(ConfigFields fields, String kind, double theta) {
        JsonFields rope = fields.fields().object(ROPE).object(kind);
        return new Rope(rope.positive("rope_theta", theta), RopeFields.scaling(rope, fields.positions()));
    }
}
