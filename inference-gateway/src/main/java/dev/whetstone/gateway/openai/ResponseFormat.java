package dev.whetstone.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.gateway.edge.RequestRefused;
import dev.whetstone.gateway.generation.OutputFormat;

import java.util.Optional;
import java.util.regex.Pattern;

/** OpenAI's {@code response_format}. */
record ResponseFormat(Optional<String> type, Optional<NamedSchema> jsonSchema) {

    private static final String FIELD = "response_format";
    private static final String SCHEMA = FIELD + ".json_schema";

    /**
     * @param name asked for as OpenAI does; it changes nothing
     * @param strict true, false and absent are the same here: output is held to the schema, or the request is refused
     */
    record NamedSchema(Optional<String> name, Optional<String> description, JsonNode schema, Optional<Boolean> strict) {

        private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

        private OutputFormat toOutputFormat() {
            if (!NAME.matcher(name.orElse("")).matches()) {
                throw RequestRefused.invalid(
                        SCHEMA + ".name",
                        "1 to 64 letters, digits, underscores and hyphens",
                        name.isEmpty() ? "nothing" : "another text");
            }
            if (schema == null || !schema.isObject()) {
                throw RequestRefused.invalid(SCHEMA + ".schema", "a JSON Schema, which is an object", "something else");
            }
            return new OutputFormat.JsonSchema(SCHEMA + ".schema", schema.toString());
        }
    }

    OutputFormat toOutputFormat() {
        return switch (type.orElse("")) {
            case "text" -> new OutputFormat.PlainText();
            case "json_object" -> new OutputFormat.AnyObject(FIELD);
            case "json_schema" ->
                jsonSchema
                        .map(NamedSchema::toOutputFormat)
                        .orElseThrow(() -> RequestRefused.invalid(SCHEMA, "an object with name and schema", "nothing"));
            default ->
                throw RequestRefused.invalid(
                        FIELD + ".type",
                        "text, json_object or json_schema",
                        type.isEmpty() ? "nothing" : "another type");
        };
    }
}
