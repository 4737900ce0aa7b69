package dev.whetstone.engine.family;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.engine.format.JsonFields;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.ModelFormatException;
import dev.whetstone.engine.format.StrictJson;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the family of a Hugging Face directory. */
public final class ModelFamilies {

    private static final String GENERATION = "generation_config.json";
    private static final List<Family> KNOWN =
            List.of(new Llama(), new Mistral(), new Qwen2(), new Qwen3(), new SmolLm3(), new Gemma3());

    private ModelFamilies() {}

    /**
     * Reads {@code config.json} as Transformers 4 and 5 write it and, for the tokens that end a generation,
     * {@code generation_config.json}.
     *
     * @throws ModelFormatException when the model is of no family known here; the message names what is not supported
     */
    public static ModelConfig read(Path directory) {
        Path file = directory.resolve(ModelConfig.FILE_NAME);
        JsonFields fields = new JsonFields(file, StrictJson.readObject(file));
        Family family = require(fields);
        try {
            return family.read(new ConfigFields(family, fields, eosTokens(directory, fields)));
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(file, "its sizes", e.getMessage(), "Check that the file is whole", e);
        }
    }

    private static Family require(JsonFields fields) {
        String type = fields.text("model_type", "");
        Family family = KNOWN.stream()
                .filter(known -> known.modelType().equals(type))
                .findFirst()
                .orElseThrow(() -> fields.unsupported(
                        "model_type",
                        fields.node("model_type"),
                        KNOWN.stream().map(Family::modelType).collect(Collectors.joining(", "))));
        JsonNode architectures = fields.node("architectures");
        if (!architectures.isMissingNode() && !architectures.path(0).asText().equals(family.architecture())) {
            throw fields.unsupported("architectures", architectures, "[\"" + family.architecture() + "\"]");
        }
        return family;
    }

    private static List<Integer> eosTokens(Path directory, JsonFields config) {
        Path file = directory.resolve(GENERATION);
        if (Files.exists(file)) {
            List<Integer> tokens = tokens(new JsonFields(file, StrictJson.readObject(file)), "eos_token_id");
            if (!tokens.isEmpty()) {
                return tokens;
            }
        }
        return tokens(config, "eos_token_id");
    }

    /** One token id or a list of them; null means none. */
    static List<Integer> tokens(JsonFields fields, String name) {
        JsonNode node = fields.node(name);
        List<Integer> tokens = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(entry -> tokens.add(fields.requireToken(name, entry)));
        } else if (!node.isMissingNode() && !node.isNull()) {
            tokens.add(fields.requireToken(name, node));
        }
        return tokens;
    }
}
