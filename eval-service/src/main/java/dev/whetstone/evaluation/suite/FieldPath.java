package dev.whetstone.evaluation.suite;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Where to look in an output: field names after slashes, {@code *} for every element of a list, as in {@code /risks/*}{@code /source}. */
public record FieldPath(@JsonValue String text) {

    private static final Pattern SHAPE = Pattern.compile("(/[^/]+)+");

    @JsonCreator
    public FieldPath {
        if (text == null || !SHAPE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "path: expected field names after slashes, such as /risks/*/source, but got '" + text + "'");
        }
    }

    /** Every value there, in order; none when a field on the way is missing. */
    public List<JsonNode> read(JsonNode root) {
        Stream<JsonNode> found = Stream.of(root);
        for (String step : text.substring(1).split("/")) {
            found = found.flatMap(node -> step(node, step));
        }
        return found.toList();
    }

    private static Stream<JsonNode> step(JsonNode node, String step) {
        if (step.equals("*")) {
            return node.isArray() ? StreamSupport.stream(node.spliterator(), false) : Stream.empty();
        }
        JsonNode child = node.get(step);
        return child == null || child.isNull() ? Stream.empty() : Stream.of(child);
    }

    @Override
    public String toString() {
        return text;
    }
}
