package dev.whetstone.engine.family;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.engine.format.BlockStyle;
import dev.whetstone.engine.format.JsonFields;
import dev.whetstone.engine.format.LayerShape;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.Rope;
import dev.whetstone.engine.format.RopeScaling;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** What families say in the same words. Whatever would change the mathematics of all of them is refused here. */
final class ConfigFields {

    private static final int LARGEST_SIZE = 1 << 24;
    private static final int MOST_LAYERS = 10_000;
    private static final String LAYER_TYPES = "layer_types";
    private static final String FULL = "full_attention";
    private static final String SLIDING = "sliding_attention";

    private final Family family;
    private final JsonFields fields;
    private final List<Integer> eosTokens;

    ConfigFields(Family family, JsonFields fields, List<Integer> eosTokens) {
        this.family = family;
        this.fields = fields;
        this.eosTokens = eosTokens;
        fields.onlyWhenPresent("attention_bias", "false");
        fields.onlyWhenPresent("mlp_bias", "false");
        fields.onlyWhenPresent("pretraining_tp", "1");
        fields.onlyWhenPresent("partial_rotary_factor", "1.0");
        fields.absent("quantization_config");
        fields.absent("num_local_experts");
    }

    JsonFields fields() {
        return fields;
    }

    int layers() {
        return fields.requireSize("num_hidden_layers", MOST_LAYERS);
    }

    int hiddenSize() {
        return fields.requireSize("hidden_size", LARGEST_SIZE);
    }

    private int heads() {
        return fields.requireSize("num_attention_heads", LARGEST_SIZE);
    }

    /** Where it is not said, the heads share out the width. */
    int headDimension() {
        if (fields.has("head_dim")) {
            return headDimension(0);
        }
        if (hiddenSize() % heads() != 0) {
            throw fields.refusal(
                    "hidden_size",
                    hiddenSize() + " is no multiple of " + heads() + " heads",
                    "Check that the file is whole");
        }
        return hiddenSize() / heads();
    }

    int headDimension(int otherwise) {
        return fields.size("head_dim", otherwise, LARGEST_SIZE);
    }

    /** {@link LayerShape#EVERYTHING} when none is set. */
    int slidingWindow() {
        return fields.size("sliding_window", LayerShape.EVERYTHING, Integer.MAX_VALUE);
    }

    /** Which layers attend within the window, where the file lists them. */
    Optional<IntPredicate> slidingLayers() {
        JsonNode types = fields.node(LAYER_TYPES);
        if (types.isMissingNode()) {
            return Optional.empty();
        }
        if (types.size() != layers()) {
            throw fields.refusal(
                    LAYER_TYPES, types.size() + " entries for " + layers() + " layers", "Check that the file is whole");
        }
        for (JsonNode type : types) {
            if (!type.asText().equals(FULL) && !type.asText().equals(SLIDING)) {
                throw fields.unsupported(LAYER_TYPES, type, FULL + " and " + SLIDING);
            }
        }
        return Optional.of(layer -> types.path(layer).asText().equals(SLIDING));
    }

    List<LayerShape> everyLayer(IntFunction<LayerShape> shape) {
        return IntStream.range(0, layers()).mapToObj(shape).toList();
    }

    /** The one way of turning that all layers share; {@code rope_theta} stands beside {@code rope_scaling} or, since Transformers 5, within. */
    Rope rope(double defaultTheta) {
        JsonFields parameters =
                fields.has("rope_parameters") ? fields.object("rope_parameters") : fields.object("rope_scaling");
        double theta = parameters.positive("rope_theta", fields.positive("rope_theta", defaultTheta));
        return new Rope(theta, RopeFields.scaling(parameters, positions()));
    }

    /** The positions of training; YaRN may stretch them. */
    int positions() {
        return fields.requireSize("max_position_embeddings", Integer.MAX_VALUE);
    }

    private int contextLength(List<LayerShape> shapes) {
        return shapes.stream()
                .flatMap(shape -> shape.rope().stream())
                .map(Rope::scaling)
                .filter(RopeScaling.Yarn.class::isInstance)
                .map(RopeScaling.Yarn.class::cast)
                .mapToInt(yarn -> (int) Math.min(Integer.MAX_VALUE, yarn.factor() * yarn.originalContextLength()))
                .reduce(positions(), Math::max);
    }

    ModelConfig config(List<LayerShape> shapes, BlockStyle style, int headDimension, boolean tiedByDefault) {
        return new ModelConfig(
                family.modelType(),
                fields.requireSize("vocab_size", LARGEST_SIZE),
                hiddenSize(),
                fields.requireSize("intermediate_size", LARGEST_SIZE),
                shapes,
                heads(),
                fields.size("num_key_value_heads", heads(), LARGEST_SIZE),
                headDimension,
                contextLength(shapes),
                style,
                fields.positive("rms_norm_eps", 1e-6),
                fields.flag("tie_word_embeddings", tiedByDefault),
                ModelFamilies.tokens(fields, "bos_token_id").stream()
                        .findFirst()
                        .orElse(-1),
                eosTokens);
    }
}
