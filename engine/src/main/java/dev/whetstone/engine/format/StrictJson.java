package dev.whetstone.engine.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** JSON of a model directory, read strictly: UTF-8, one object, no duplicate key, nothing after it. */
public final class StrictJson {

    /** Tokenizers of 250,000 entries take about 35 MB. */
    private static final long LARGEST_FILE = 256L << 20;

    private static final JsonMapper MAPPER = mapper();

    private StrictJson() {}

    /** The object in the file; a {@link ModelFormatException} names what is wrong with it. */
    public static JsonNode readObject(Path file) {
        return readObject(file, "the JSON object", utf8(file, bytes(file)));
    }

    static JsonNode readObject(Path file, String where, String text) {
        JsonNode node;
        try {
            node = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new ModelFormatException(file, where, problem(e), "Write the file again: it must be strict JSON", e);
        }
        if (!node.isObject()) {
            throw new ModelFormatException(
                    file, where, "expected a JSON object, found " + node.getNodeType(), "Write the file again");
        }
        return node;
    }

    /** Parses JSON and writes it back with two spaces of indentation, as Hugging Face tools do. */
    static byte[] pretty(JsonNode node) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static com.fasterxml.jackson.core.JsonParser parser(String text) {
        try {
            return MAPPER.createParser(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String problem(JsonProcessingException e) {
        String line = e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
        return e.getOriginalMessage() + line;
    }

    static String utf8(Path file, byte[] bytes) {
        return utf8(file, "the text", ByteBuffer.wrap(bytes));
    }

    static String utf8(Path file, String where, ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(bytes)
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ModelFormatException(file, where, "not valid UTF-8", "Write it again in UTF-8", e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            long size = Files.size(file);
            if (size > LARGEST_FILE) {
                throw new ModelFormatException(
                        file,
                        "its size",
                        size + " bytes, more than the " + LARGEST_FILE + " allowed",
                        "A JSON file of a model is never that large: check what was copied");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ModelFormatException(
                    file, "opening it", "cannot be read (" + e + ")", "Check the path and its permissions", e);
        }
    }

    private static JsonMapper mapper() {
        JsonMapper mapper = JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(200)
                        .maxNameLength(100_000)
                        .build());
        return mapper;
    }
}
