package dev.whetstone.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.engine.format.ModelFormatException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The parts of a {@code tokenizer.json} that matter here, and the two forms in which it is handed to the native tokenizer. */
record TokenizerJson(Path file, JsonNode json) {

    /** A token outside the merges. Special ones steer the model: they are its control tokens. */
    record AddedToken(int id, String content, boolean special, boolean stripLeft, boolean stripRight) {}

    TokenizerJson {
        if (!json.path("model").path("vocab").isContainerNode()) {
            throw new ModelFormatException(
                    file, "model.vocab", "is missing", "Save the tokenizer again with a Hugging Face library");
        }
        TokenizerParts.require(file, json);
    }

    List<AddedToken> addedTokens() {
        List<AddedToken> tokens = new ArrayList<>();
        for (JsonNode token : json.path("added_tokens")) {
            JsonNode id = token.path("id");
            if (!id.isInt() || id.intValue() < 0 || !token.path("content").isTextual()) {
                throw new ModelFormatException(
                        file, "added_tokens", token + " has no id and content", "Save the tokenizer again");
            }
            tokens.add(new AddedToken(
                    id.intValue(),
                    token.path("content").textValue(),
                    token.path("special").asBoolean(),
                    token.path("lstrip").asBoolean(),
                    token.path("rstrip").asBoolean()));
        }
        return tokens;
    }

    JsonNode vocabulary() {
        return json.path("model").path("vocab");
    }

    /**
     * Without truncation and padding, which would change a text silently, and without what is done after encoding: the template writes
     * control tokens, and {@link TokenBytes} decodes.
     */
    JsonNode unlimited() {
        ObjectNode copy = ((ObjectNode) json).objectNode();
        copy.setAll((ObjectNode) json);
        copy.putNull("truncation");
        copy.putNull("padding");
        copy.putNull("post_processor");
        copy.putNull("decoder");
        return copy;
    }

    /**
     * The same tokenizer, blind to control tokens: each gets a name that nobody can write. They are not taken out, because
     * ids of the tokens after them are counted.
     */
    JsonNode withoutControls() {
        ObjectNode copy = (ObjectNode) unlimited();
        Set<String> known = knownToModel();
        Set<String> controls = new HashSet<>();
        ArrayNode added = copy.arrayNode();
        for (JsonNode token : json.path("added_tokens")) {
            String content = token.path("content").asText();
            boolean control = token.path("special").asBoolean();
            if (control) {
                controls.add(content);
            }
            if (!control || !known.contains(content)) {
                added.add(control ? ((ObjectNode) token.deepCopy()).put("content", unwritable()) : token);
            }
        }
        copy.set("added_tokens", added);
        ObjectNode model = copy.objectNode();
        model.setAll((ObjectNode) json.path("model"));
        model.set("vocab", renamed(controls));
        copy.set("model", model);
        return copy;
    }

    private Set<String> knownToModel() {
        Set<String> known = new HashSet<>();
        vocabulary().fieldNames().forEachRemaining(known::add);
        if (vocabulary().isArray()) {
            vocabulary().forEach(piece -> known.add(piece.path(0).asText()));
        }
        return known;
    }

    /** The unknown token stays what it is: the model part names it. */
    private JsonNode renamed(Set<String> controls) {
        controls.remove(json.path("model").path("unk_token").asText(""));
        if (vocabulary().isObject()) {
            ObjectNode renamed = ((ObjectNode) json).objectNode();
            vocabulary()
                    .properties()
                    .forEach(entry -> renamed.set(
                            controls.contains(entry.getKey()) ? unwritable() : entry.getKey(), entry.getValue()));
            return renamed;
        }
        ArrayNode renamed = vocabulary().deepCopy();
        for (JsonNode piece : renamed) {
            if (controls.contains(piece.path(0).asText())) {
                ((ArrayNode) piece).set(0, unwritable());
            }
        }
        return renamed;
    }

    private static String unwritable() {
        return "control-" + UUID.randomUUID();
    }
}
