package dev.whetstone.gateway.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.whetstone.gateway.edge.RequestRefused;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;

/** JSON of this edge: snake case, open to fields it does not know, strict about all else (duplicates, trailing text, coerced scalars). */
final class OpenAiJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.USE_DEFAULTS))
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(
                    DeserializationFeature
                            .USE_BIG_DECIMAL_FOR_FLOATS) // a schema's numbers keep the digits they are written with
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private OpenAiJson() {}

    /** @throws RequestRefused naming the field or the place, and quoting nothing of the body */
    static <T> T read(byte[] body, Class<T> type) {
        if (body.length == 0) {
            throw RequestRefused.invalid("body", "the body is empty: send a JSON object");
        }
        try {
            T value = MAPPER.readValue(body, type);
            if (value == null) {
                throw RequestRefused.invalid("body", "body: expected a JSON object, but got null");
            }
            return value;
        } catch (JsonMappingException e) {
            throw mismatch(e);
        } catch (JsonProcessingException e) {
            throw RequestRefused.invalid("body", "the body is not JSON: " + place(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RequestRefused mismatch(JsonMappingException e) {
        if (e.getCause() instanceof RequestRefused refused) {
            return refused;
        }
        String field = e.getPath().stream()
                .map(part -> part.getFieldName() == null ? "[" + part.getIndex() + "]" : "." + part.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
        String named = field.isEmpty() ? "body" : field;
        return RequestRefused.invalid(named, named + ": not of the expected type, " + place(e));
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? "somewhere"
                : "line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
