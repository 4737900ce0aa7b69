package dev.whetstone.evaluation.grade;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.util.Optional;

/**
 * What a model wrote, read once for all graders.
 *
 * @param whole the output as one JSON object: duplicate keys, trailing text, a code fence are refused
 * @param extracted the first balanced {@code {…}} inside it, when that is a JSON object
 */
record ModelOutput(String text, Optional<JsonNode> whole, Optional<JsonNode> extracted) {

    /** Numbers stay decimal: whatever a model writes, 1e999 too, can be compared and never breaks a grader. */
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    static ModelOutput read(String text) {
        Optional<JsonNode> whole = object(text);
        return new ModelOutput(text, whole, whole.or(() -> firstBalanced(text).flatMap(ModelOutput::object)));
    }

    /** Any JSON value. */
    static Optional<JsonNode> value(String text) {
        try {
            return Optional.ofNullable(STRICT.readTree(text)).filter(value -> !value.isMissingNode());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> object(String text) {
        return value(text).filter(JsonNode::isObject);
    }

    private static Optional<String> firstBalanced(String text) {
        int start = text.indexOf('{');
        int depth = 0;
        boolean quoted = false;
        for (int i = Math.max(start, 0); start >= 0 && i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                }
                quoted = c != '"';
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return Optional.of(text.substring(start, i + 1));
            }
        }
        return Optional.empty();
    }
}
