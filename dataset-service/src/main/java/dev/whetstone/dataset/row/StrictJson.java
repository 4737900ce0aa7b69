package dev.whetstone.dataset.row;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.IOException;

/** JSON from strangers: exactly one value, each key once, nested at most 64 deep. */
public final class StrictJson {

    public static final int MAX_DEPTH = 64;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(Integer.MAX_VALUE) // lines are limited before they get here
                            .maxNumberLength(100)
                            .maxNameLength(200)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private StrictJson() {}

    public static JsonNode read(byte[] bytes, int length) throws IOException {
        try (JsonParser parser = MAPPER.getFactory().createParser(bytes, 0, length)) {
            return read(parser);
        }
    }

    public static JsonNode read(String text) throws IOException {
        try (JsonParser parser = MAPPER.getFactory().createParser(text)) {
            return read(parser);
        }
    }

    private static JsonNode read(JsonParser parser) throws IOException {
        JsonNode value = MAPPER.readTree(parser);
        if (value == null) {
            throw new TrailingTextException(parser, "there is no JSON value");
        }
        if (parser.nextToken() != null) {
            throw new TrailingTextException(parser, "there is more after the JSON value");
        }
        return value;
    }
}
