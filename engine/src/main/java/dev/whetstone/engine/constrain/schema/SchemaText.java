package dev.whetstone.engine.constrain.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.whetstone.engine.format.Sha256;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The text of a schema, read strictly: bounded in length and nesting, no duplicate key, nothing after it. */
public final class SchemaText {

    static final JsonMapper MAPPER = mapper();

    private SchemaText() {}

    /**
     * SHA-256 of a schema's text in UTF-8, in hexadecimal.
     *
     * @throws SchemaException when it is too long, or not Unicode
     */
    public static String digest(String schema) {
        requireBounded(schema);
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(schema));
            byte[] text = new byte[bytes.remaining()];
            bytes.get(text);
            return Sha256.digits(text);
        } catch (CharacterCodingException e) {
            throw new SchemaException("#", "it holds half a surrogate pair", "Send Unicode text");
        }
    }

    static Place read(String schema) {
        requireBounded(schema);
        try {
            JsonNode node = MAPPER.readTree(schema);
            if (node.isMissingNode()) {
                throw new SchemaException("#", "it is empty", "Send a JSON Schema");
            }
            return Place.root(node);
        } catch (NumberFormatException e) { // Jackson lets it through for an exponent that no number has
            throw new SchemaException("#", "it is not strict JSON (a number out of range)", "Send a JSON Schema");
        } catch (JsonProcessingException e) {
            throw new SchemaException("#", "it is not strict JSON (" + problem(e) + ")", "Send a JSON Schema");
        }
    }

    private static void requireBounded(String schema) {
        if (schema.length() > Bounds.CHARACTERS) {
            throw new SchemaException(
                    "#",
                    "it has " + schema.length() + " characters, more than the " + Bounds.CHARACTERS + " allowed",
                    "Make it smaller");
        }
    }

    private static String problem(JsonProcessingException e) {
        String where = e.getLocation() == null
                ? ""
                : ", line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
        return e.getOriginalMessage().lines().findFirst().orElse("unreadable") + where;
    }

    /** Numbers keep the digits that they are written with: an enum's value is spelled with them. */
    private static JsonMapper mapper() {
        JsonMapper mapper = JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(Bounds.JSON_NESTING)
                        .maxNumberLength(100)
                        .build());
        return mapper;
    }
}
