package dev.whetstone.evaluation.suite;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.Map;

/**
 * A schema of complete outputs has to say what it does not want: every object it describes must forbid other fields, or a model that
 * rambles in fields of its own would be called complete.
 */
final class ClosedSchema {

    private ClosedSchema() {}

    static void check(JsonNode schema) {
        if (!schema.isObject() || !schema.path("type").asText("").equals("object")) {
            throw new InvalidEvalException("schema", "expected a JSON Schema of an object (\"type\": \"object\")");
        }
        check(schema, "schema");
    }

    private static void check(JsonNode schema, String path) {
        if (schema.path("properties").isObject() && !closed(schema.get("additionalProperties"))) {
            throw new InvalidEvalException(
                    path + ".additionalProperties",
                    "expected false beside properties; add \"additionalProperties\": false");
        }
        for (Map.Entry<String, JsonNode> field : schema.properties()) {
            descend(field.getValue(), path + "." + field.getKey());
        }
    }

    private static void descend(JsonNode value, String path) {
        if (value.isObject()) {
            check(value, path);
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                descend(value.get(i), path + "[" + i + "]");
            }
        }
    }

    private static boolean closed(JsonNode additional) {
        return additional != null && additional.isBoolean() && !additional.booleanValue();
    }
}
