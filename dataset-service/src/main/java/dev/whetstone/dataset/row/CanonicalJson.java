package dev.whetstone.dataset.row;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.contracts.Digest;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** One text for one value, whatever the order of keys, the spaces and the spelling of numbers were. */
public final class CanonicalJson {

    private static final JsonFactory FACTORY = new JsonFactory();

    /** What a person looks for first; all other keys follow by name. */
    private static final List<String> FIRST = List.of("id", "role", "name", "content", "messages", "input");

    private static final Comparator<String> ORDER =
            Comparator.<String>comparingInt(CanonicalJson::rank).thenComparing(Comparator.naturalOrder());

    private static final Comparator<String> AS_GIVEN = (_, _) -> 0;

    private CanonicalJson() {}

    public static String of(JsonNode value) {
        return of(value, Set.of());
    }

    /** @param kept fields below which keys stay in their order, because somebody reads them in it */
    static String of(JsonNode value, Set<String> kept) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            write(value, ORDER, kept, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    public static Digest digest(JsonNode value) {
        return Digest.of(of(value).getBytes(StandardCharsets.UTF_8));
    }

    private static void write(JsonNode value, Comparator<String> order, Set<String> kept, JsonGenerator out)
            throws IOException {
        switch (value.getNodeType()) {
            case OBJECT -> writeObject(value, order, kept, out);
            case ARRAY -> {
                out.writeStartArray();
                for (JsonNode element : value) {
                    write(element, order, kept, out);
                }
                out.writeEndArray();
            }
            case STRING -> out.writeString(value.textValue());
            case NUMBER -> out.writeNumber(plain(value));
            case BOOLEAN -> out.writeBoolean(value.booleanValue());
            case NULL -> out.writeNull();
            case MISSING, BINARY, POJO -> throw new IllegalArgumentException("not JSON: " + value.getNodeType());
        }
    }

    private static void writeObject(JsonNode value, Comparator<String> order, Set<String> kept, JsonGenerator out)
            throws IOException {
        List<String> names = new ArrayList<>();
        value.fieldNames().forEachRemaining(names::add);
        names.sort(order);
        out.writeStartObject();
        for (String name : names) {
            out.writeFieldName(name);
            write(value.get(name), kept.contains(name) ? AS_GIVEN : order, kept, out);
        }
        out.writeEndObject();
    }

    private static int rank(String name) {
        int rank = FIRST.indexOf(name);
        return rank < 0 ? FIRST.size() : rank;
    }

    private static String plain(JsonNode number) {
        return number.isIntegralNumber()
                ? number.bigIntegerValue().toString()
                : number.decimalValue().stripTrailingZeros().toString();
    }
}
