package dev.whetstone.engine.family;

import dev.whetstone.engine.format.JsonFields;
import dev.whetstone.engine.format.RopeScaling;

/** {@code rope_scaling}, or {@code rope_parameters} since Transformers 5: kinds and defaults are those of its {@code ROPE_INIT_FUNCTIONS}. */
final class RopeFields {

    private static final String TYPE = "rope_type";
    private static final String FACTOR = "factor";
    private static final String ORIGINAL = "original_max_position_embeddings";
    private static final double FAST_TURNS = 32;
    private static final double SLOW_TURNS = 1;

    private RopeFields() {}

    /** @param positions of the model, where the file does not say how many it had before */
    static RopeScaling scaling(JsonFields rope, int positions) {
        String type = rope.text(TYPE, rope.text("type", "default"));
        return switch (type) {
            case "default" -> new RopeScaling.None();
            case "linear" -> new RopeScaling.Linear(rope.requirePositive(FACTOR));
            case "llama3" ->
                new RopeScaling.Llama3(
                        rope.requirePositive(FACTOR),
                        rope.requirePositive("low_freq_factor"),
                        rope.requirePositive("high_freq_factor"),
                        rope.requireSize(ORIGINAL, Integer.MAX_VALUE));
            case "yarn" -> yarn(rope, positions);
            default ->
                throw rope.unsupported(
                        TYPE, rope.has(TYPE) ? rope.node(TYPE) : rope.node("type"), "default, linear, llama3 or yarn");
        };
    }

    private static RopeScaling yarn(JsonFields rope, int positions) {
        double factor = rope.requirePositive(FACTOR);
        return new RopeScaling.Yarn(
                factor,
                rope.size(ORIGINAL, positions, Integer.MAX_VALUE),
                rope.positive("beta_fast", FAST_TURNS),
                rope.positive("beta_slow", SLOW_TURNS),
                rope.flag("truncate", true),
                rope.positive("attention_factor", magnitude(rope, factor)));
    }

    /** DeepSeek's two factors, where both are given. */
    private static double magnitude(JsonFields rope, double factor) {
        if (!rope.has("mscale") || !rope.has("mscale_all_dim")) {
            return RopeScaling.Yarn.magnitudeOf(factor);
        }
        double logarithm = factor <= 1 ? 0 : 0.1 * Math.log(factor);
        return (logarithm * rope.positive("mscale", 1) + 1) / (logarithm * rope.positive("mscale_all_dim", 1) + 1);
    }
}
