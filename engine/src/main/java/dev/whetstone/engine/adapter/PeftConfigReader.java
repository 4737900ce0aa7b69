package dev.whetstone.engine.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.engine.AdapterException;
import dev.whetstone.engine.format.ModelFormatException;
import dev.whetstone.engine.format.StrictJson;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads {@code adapter_config.json}. A setting that would change the result and is not computed here is refused by its name: an
 * adapter that is served a little wrong is worse than one that is not served.
 */
final class PeftConfigReader {

    private static final int LARGEST_RANK = 4096;
    private static final List<String> MUST_BE_OFF = List.of(
            "use_dora",
            "use_qalora",
            "use_bdlora",
            "fan_in_fan_out",
            "lora_bias",
            "modules_to_save",
            "rank_pattern",
            "alpha_pattern",
            "layers_to_transform",
            "layers_pattern",
            "layer_replication",
            "trainable_token_indices",
            "target_parameters",
            "alora_invocation_tokens",
            "arrow_config",
            "monteclora_config",
            "velora_config",
            "megatron_config",
            "auto_mapping",
            "auto_map",
            "custom_pipelines");
    private static final Set<String> BASE_IS_KEPT = Set.of("", "true", "false", "gaussian", "eva", "orthogonal");

    private final Path file;
    private final JsonNode json;

    private PeftConfigReader(Path file, JsonNode json) {
        this.file = file;
        this.json = json;
    }

    static PeftConfig read(Path directory) {
        Path file = directory.resolve(PeftConfig.FILE_NAME);
        try {
            return new PeftConfigReader(file, StrictJson.readObject(file)).read();
        } catch (ModelFormatException e) {
            throw new AdapterException(e.getMessage(), e);
        }
    }

    private PeftConfig read() {
        String type = json.path("peft_type").asText();
        if (!type.equals("LORA")) {
            throw refusal("peft_type", json.path("peft_type"), "only LORA can be loaded");
        }
        MUST_BE_OFF.forEach(this::requireOff);
        requireOff("bias", Set.of("", "none"), "train the adapter without biases");
        requireOff(
                "init_lora_weights",
                BASE_IS_KEPT,
                "it changes the base weights: convert the adapter to plain LoRA first");
        return new PeftConfig(
                rank(),
                number("lora_alpha", 8, Double.MIN_VALUE, Double.MAX_VALUE),
                number("lora_dropout", 0, 0, 1),
                json.path("use_rslora").asBoolean(false),
                targets(),
                json.path("base_model_name_or_path").asText(""));
    }

    private int rank() {
        JsonNode node = json.path("r");
        if (!node.isIntegralNumber()
                || !node.canConvertToInt()
                || node.intValue() < 1
                || node.intValue() > LARGEST_RANK) {
            throw refusal("r", node, "the rank must be a whole number between 1 and " + LARGEST_RANK);
        }
        return node.intValue();
    }

    private double number(String field, double otherwise, double least, double most) {
        JsonNode node = json.path(field);
        if (node.isMissingNode()) {
            return otherwise;
        }
        double value = node.doubleValue();
        if (!node.isNumber() || !Double.isFinite(value) || value < least || value > most) {
            throw refusal(field, node, "it must be a number from " + least + " to " + most);
        }
        return value;
    }

    private List<LoraTarget> targets() {
        JsonNode node = json.path("target_modules");
        if (node.isTextual() && node.textValue().equals("all-linear")) {
            return List.of(LoraTarget.values());
        }
        List<LoraTarget> targets = new ArrayList<>();
        for (JsonNode name : node) {
            targets.add(LoraTarget.find(name.asText()).orElseThrow(() -> unknownTarget(name)));
        }
        if (targets.isEmpty()) {
            throw refusal("target_modules", node, "list module names, of " + LoraTarget.names());
        }
        return targets;
    }

    private AdapterException unknownTarget(JsonNode name) {
        return refusal("target_modules", name, "this base has linear layers " + LoraTarget.names() + " only");
    }

    /** Absent, null, false and empty all mean off. */
    private void requireOff(String field) {
        JsonNode node = json.path(field);
        boolean off = node.isMissingNode()
                || node.isNull()
                || (node.isBoolean() && !node.booleanValue())
                || (node.isContainerNode() && node.isEmpty());
        if (!off) {
            throw refusal(field, node, "this is not supported: train the adapter without it");
        }
    }

    private void requireOff(String field, Set<String> harmless, String whatToDo) {
        JsonNode node = json.path(field);
        if (!node.isMissingNode() && !node.isNull() && !harmless.contains(node.asText())) {
            throw refusal(field, node, whatToDo);
        }
    }

    private AdapterException refusal(String field, JsonNode found, String whatToDo) {
        String value = found.isMissingNode() ? "missing" : found.toString();
        return new AdapterException(file + ": " + field + " is "
                + (value.length() > 80 ? value.substring(0, 80) + "…" : value) + "; " + whatToDo);
    }
}
