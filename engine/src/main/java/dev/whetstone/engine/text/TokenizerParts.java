package dev.whetstone.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.engine.format.ModelFormatException;

import java.nio.file.Path;
import java.util.Set;

/**
 * Which parts of a {@code tokenizer.json} may reach the native library. That library ends the process over some malformed parts and endless
 * patterns, so only what the families here are made of is let through, and checked.
 */
final class TokenizerParts {

    private static final Set<String> NORMALIZERS =
            Set.of("NFC", "NFD", "NFKC", "NFKD", "Lowercase", "Strip", "StripAccents", "Prepend");
    private static final Set<String> SPLITS =
            Set.of("ByteLevel", "Digits", "Metaspace", "Punctuation", "Whitespace", "WhitespaceSplit");
    private static final int MOST_STEPS = 16;

    private final Path file;
    private int steps;

    private TokenizerParts(Path file) {
        this.file = file;
    }

    /** @throws ModelFormatException naming the part that is malformed or not supported */
    static void require(Path file, JsonNode json) {
        new TokenizerParts(file).normalizer("normalizer", json.path("normalizer"));
        new TokenizerParts(file).split("pre_tokenizer", json.path("pre_tokenizer"));
        new TokenizerParts(file).model(json.path("model"));
    }

    private void normalizer(String where, JsonNode part) {
        switch (type(where, part)) {
            case "" -> {}
            case "Sequence" -> part.path("normalizers").forEach(step -> normalizer(where, step));
            case "Replace" -> replace(where, part);
            case String type when NORMALIZERS.contains(type) -> {}
            case String type -> throw unsupported(where, type);
        }
    }

    /** A text that grows with each step would fill the memory. */
    private void replace(String where, JsonNode part) {
        String from = part.path("pattern").path("String").asText("");
        if (from.isEmpty() || part.path("content").asText("").length() > from.length()) {
            throw refusal(where, "a Replace must have a string as its pattern, and no longer string as its content");
        }
    }

    private void split(String where, JsonNode part) {
        switch (type(where, part)) {
            case "" -> {}
            case "Sequence" -> part.path("pretokenizers").forEach(step -> split(where, step));
            case "Split" -> pattern(where, part.path("pattern"));
            case String type when SPLITS.contains(type) -> {}
            case String type -> throw unsupported(where, type);
        }
    }

    private void pattern(String where, JsonNode pattern) {
        if (!pattern.path("String").asText("").isEmpty()) {
            return;
        }
        try {
            if (!pattern.path("Regex").isTextual()
                    || pattern.path("Regex").asText().isEmpty()) {
                throw refusal(where, "a Split has no pattern");
            }
            LinearPattern.require(pattern.path("Regex").textValue());
        } catch (LinearPattern.Refused e) {
            throw refusal(where, "the pattern of a Split " + e.getMessage());
        }
    }

    private void model(JsonNode model) {
        switch (type("model", model)) {
            case "BPE" -> bytePairs(model);
            case "Unigram" -> unigram(model);
            case String type -> throw unsupported("model", type.isEmpty() ? "none" : type);
        }
    }

    private void bytePairs(JsonNode model) {
        for (String affix : new String[] {"continuing_subword_prefix", "end_of_word_suffix"}) {
            if (!model.path(affix).asText("").isEmpty() && !model.path(affix).isNull()) {
                throw refusal("model." + affix, model.path(affix) + " is not supported");
            }
        }
        if (model.path("dropout").asDouble() != 0) {
            throw refusal("model.dropout", "tokens would be drawn by lot: it must be null");
        }
        JsonNode unknown = model.path("unk_token");
        if (unknown.isTextual() && !model.path("vocab").has(unknown.textValue())) {
            throw refusal("model.unk_token", unknown + " is not in the vocabulary");
        }
        if (!model.path("vocab").isObject()) {
            throw refusal("model.vocab", "is no object of tokens and ids");
        }
    }

    private void unigram(JsonNode model) {
        JsonNode vocabulary = model.path("vocab");
        if (!vocabulary.isArray()) {
            throw refusal("model.vocab", "is no list of pieces");
        }
        for (JsonNode piece : vocabulary) {
            if (piece.size() != 2
                    || !piece.path(0).isTextual()
                    || !piece.path(1).isNumber()) {
                throw refusal("model.vocab", piece + " is not a piece and its score");
            }
        }
        JsonNode unknown = model.path("unk_id");
        if (!unknown.isInt() || unknown.intValue() < 0 || unknown.intValue() >= vocabulary.size()) {
            throw refusal("model.unk_id", unknown + " is not the place of a piece");
        }
    }

    /** Empty where there is no such part. */
    private String type(String where, JsonNode part) {
        if (++steps > MOST_STEPS) {
            throw refusal(where, "has more than " + MOST_STEPS + " steps");
        }
        return part.path("type").asText("");
    }

    private ModelFormatException unsupported(String where, String type) {
        return refusal(where, "type " + type + " is not supported");
    }

    private ModelFormatException refusal(String where, String what) {
        return new ModelFormatException(
                file, where, what, "Use a tokenizer of a supported family, saved by a current Hugging Face library");
    }
}
