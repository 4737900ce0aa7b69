package dev.whetstone.engine.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.engine.AdapterException;
import dev.whetstone.engine.format.ModelFormatException;
import dev.whetstone.engine.format.StrictJson;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Reads {@code adapter_config.json}. A setting that would change the result and is not computed here is refused by its name: an
 * adapter that is served a little wrong is worse than one that is not served.
 */
final class PeftConfigReader {

    private static final String EXCLUDED = "exclude_modules";
    private static final int LARGEST_RANK = LoraSettings.LARGEST_RANK;
    private static final List<String> MUST_BE_OFF = List.of(
            "use_qalora",
            "use_bdlora",
            "fan_in_fan_out",
            "lora_bias",
            "modules_to_save",
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
        return new PeftConfig(lora(), json.path("base_model_name_or_path").asText(""));
    }

    private LoraSettings lora() {
        int rank = rank("r", json.path("r"));
        double alpha = number("lora_alpha", json.path("lora_alpha"), 8, Double.MIN_VALUE, Double.MAX_VALUE);
        double dropout = number("lora_dropout", json.path("lora_dropout"), 0, 0, 1);
        TargetModules targets = withoutExcluded(targets());
        Map<String, Integer> ranks = pattern("rank_pattern", this::rank);
        Map<String, Double> alphas =
                pattern("alpha_pattern", (field, node) -> number(field, node, 0, Double.MIN_VALUE, Double.MAX_VALUE));
        boolean rslora = json.path("use_rslora").asBoolean(false);
        boolean dora = json.path("use_dora").asBoolean(false);
        try {
            return new LoraSettings(rank, alpha, dropout, targets, ranks, alphas, rslora, dora);
        } catch (IllegalArgumentException e) {
            throw new AdapterException(file + ": " + e.getMessage(), e);
        }
    }

    private int rank(String field, JsonNode node) {
        if (!node.isIntegralNumber()
                || !node.canConvertToInt()
                || node.intValue() < 1
                || node.intValue() > LARGEST_RANK) {
            throw refusal(field, node, "the rank must be a whole number between 1 and " + LARGEST_RANK);
        }
        return node.intValue();
    }

    private double number(String field, JsonNode node, double otherwise, double least, double most) {
        if (node.isMissingNode()) {
            return otherwise;
        }
        double value = node.doubleValue();
        if (!node.isNumber() || !Double.isFinite(value) || value < least || value > most) {
            throw refusal(field, node, "it must be a number from " + least + " to " + most);
        }
        return value;
    }

    /** In the order of the file, which counts. */
    private <N> Map<String, N> pattern(String field, BiFunction<String, JsonNode, N> read) {
        JsonNode node = json.path(field);
        if (!node.isMissingNode() && !node.isNull() && !node.isObject()) {
            throw refusal(field, node, "it must be an object of module names");
        }
        Map<String, N> pattern = new LinkedHashMap<>();
        node.properties().forEach(entry -> {
            String key = field + "." + entry.getKey();
            pattern.put(entry.getKey(), read.apply(key, entry.getValue()));
        });
        return pattern;
    }

    private TargetModules targets() {
        JsonNode node = json.path("target_modules");
        if (node.isTextual()) {
            return readable(node, () -> TargetModules.of(node.textValue()));
        }
        List<String> names = new ArrayList<>();
        for (JsonNode name : node) {
            readable(name, () -> TargetModules.named(List.of(name.asText())));
            names.add(name.asText());
        }
        return readable(node, () -> TargetModules.named(names));
    }

    /** Absent, null, false and empty all exclude nothing. */
    private TargetModules withoutExcluded(TargetModules targets) {
        JsonNode node = json.path(EXCLUDED);
        if (isOff(node) || node.isTextual() && node.textValue().isEmpty()) {
            return targets;
        }
        if (!node.isTextual() && !node.isArray()) {
            throw refusal(EXCLUDED, node, "it must be a list of module names or a regular expression");
        }
        try {
            return targets.without(node.isTextual() ? node.textValue() : PathPattern.named(texts(node)));
        } catch (IllegalArgumentException e) {
            throw refusal(EXCLUDED, node, e.getMessage());
        }
    }

    private static List<String> texts(JsonNode names) {
        List<String> texts = new ArrayList<>();
        names.forEach(name -> texts.add(name.asText()));
        return texts;
    }

    private TargetModules readable(JsonNode node, Supplier<TargetModules> targets) {
        try {
            return targets.get();
        } catch (IllegalArgumentException e) {
            throw refusal("target_modules", node, e.getMessage());
        }
    }

    /** Absent, null, false and empty all mean off. */
    private void requireOff(String field) {
        JsonNode node = json.path(field);
        if (!isOff(node)) {
            throw refusal(field, node, "this is not supported: train the adapter without it");
        }
    }

    private static boolean isOff(JsonNode node) {
        return node.isMissingNode()
                || node.isNull()
                || (node.isBoolean() && !node.booleanValue())
                || (node.isContainerNode() && node.isEmpty());
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
