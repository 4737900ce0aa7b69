package dev.whetstone.dataset.row;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.Map;
import java.util.Optional;

/** Halves of surrogate pairs, which JSON can escape though no text holds them. */
final class LoneSurrogates {

    private LoneSurrogates() {}

    /** The JSON pointer of the first one. */
    static Optional<String> find(JsonNode value) {
        return find(value, "");
    }

    private static Optional<String> find(JsonNode value, String path) {
        if (value.isTextual()) {
            return isWhole(value.textValue()) ? Optional.empty() : Optional.of(path.isEmpty() ? "/" : path);
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            if (!isWhole(field.getKey())) {
                return Optional.of("a key of " + (path.isEmpty() ? "/" : path));
            }
            Optional<String> found = find(field.getValue(), path + "/" + field.getKey());
            if (found.isPresent()) {
                return found;
            }
        }
        return value.isArray() ? findInArray(value, path) : Optional.empty();
    }

    private static Optional<String> findInArray(JsonNode array, String path) {
        for (int i = 0; i < array.size(); i++) {
            Optional<String> found = find(array.get(i), path + "/" + i);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static boolean isWhole(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }
}
