package dev.whetstone.evaluation.suite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.EventJson;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** One text for one JSON value: keys sorted by code unit, no white space, numbers without needless zeros (0.90 is 0.9, 1.0 is 1). */
public final class CanonicalJson {

    private CanonicalJson() {}

    public static String text(JsonNode value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    public static Digest digest(JsonNode value) {
        return Digest.of(text(value).getBytes(StandardCharsets.UTF_8));
    }

    private static void write(JsonNode value, StringBuilder out) {
        switch (value.getNodeType()) {
            case OBJECT -> writeObject(value, out);
            case ARRAY -> writeArray(value, out);
            case STRING -> out.append(quoted(value.textValue()));
            case NUMBER -> out.append(number(value));
            case BOOLEAN, NULL -> out.append(value.asText());
            default ->
                throw new IllegalArgumentException("value: expected JSON data, but got a node " + value.getNodeType());
        }
    }

    private static void writeObject(JsonNode object, StringBuilder out) {
        Map<String, JsonNode> sorted = new TreeMap<>();
        object.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
        String separator = "{";
        for (Map.Entry<String, JsonNode> field : sorted.entrySet()) {
            out.append(separator).append(quoted(field.getKey())).append(':');
            write(field.getValue(), out);
            separator = ",";
        }
        out.append(sorted.isEmpty() ? "{}" : "}");
    }

    private static void writeArray(JsonNode array, StringBuilder out) {
        out.append('[');
        for (int i = 0; i < array.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            write(array.get(i), out);
        }
        out.append(']');
    }

    private static String number(JsonNode value) {
        BigDecimal number = value.decimalValue();
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toString();
    }

    private static String quoted(String text) {
        try {
            return EventJson.mapper().writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("text: cannot be written as JSON", e);
        }
    }
}
