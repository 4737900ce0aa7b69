package dev.whetstone.evaluation.suite;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Reads one JSON object field by field, knows its path, and at the end refuses what nobody asked for. */
final class DefinitionReader {

    private final JsonNode object;
    private final String path;
    private final Set<String> known = new HashSet<>();

    DefinitionReader(JsonNode object, String path) {
        if (object == null || !object.isObject()) {
            throw new InvalidEvalException(path, "expected an object, but got " + kind(object));
        }
        this.object = object;
        this.path = path;
    }

    /** What {@code read} makes of the fields; a refusal of a value object gets this object's path. */
    <T> T done(Supplier<T> read) {
        T value = located(path, read);
        for (String field : (Iterable<String>) object::fieldNames) {
            if (!known.contains(field)) {
                throw new InvalidEvalException(
                        at(field),
                        "unknown field; expected one of "
                                + known.stream().sorted().collect(joining(", ")));
            }
        }
        return value;
    }

    /** Gives the refusals of value objects, which begin with their own field, the path they were found at. */
    static <T> T located(String path, Supplier<T> read) {
        try {
            return read.get();
        } catch (InvalidEvalException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            String message = e.getMessage();
            int colon = message.indexOf(": ");
            String field = colon > 0 && !message.substring(0, colon).contains(" ") ? message.substring(0, colon) : "";
            String where = field.isEmpty() ? path : path.isEmpty() ? field : path + "." + field;
            throw new InvalidEvalException(where, field.isEmpty() ? message : message.substring(colon + 2));
        }
    }

    String at(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    Optional<JsonNode> find(String field) {
        known.add(field);
        JsonNode value = object.get(field);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    JsonNode require(String field) {
        return find(field).orElseThrow(() -> new InvalidEvalException(at(field), "missing"));
    }

    String text(String field) {
        return text(require(field), at(field));
    }

    String text(String field, String otherwise) {
        return find(field).map(value -> text(value, at(field))).orElse(otherwise);
    }

    boolean flag(String field) {
        JsonNode value = require(field);
        if (!value.isBoolean()) {
            throw new InvalidEvalException(at(field), "expected true or false, but got " + kind(value));
        }
        return value.booleanValue();
    }

    double number(String field) {
        return number(require(field), at(field));
    }

    double number(String field, double otherwise) {
        return numberIfThere(field).orElse(otherwise);
    }

    OptionalDouble numberIfThere(String field) {
        Optional<JsonNode> value = find(field);
        return value.isPresent() ? OptionalDouble.of(number(value.get(), at(field))) : OptionalDouble.empty();
    }

    int integer(String field, int otherwise) {
        return Math.toIntExact(whole(field, otherwise, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }

    long whole(String field, long otherwise) {
        return whole(field, otherwise, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private long whole(String field, long otherwise, long least, long most) {
        Optional<JsonNode> value = find(field);
        if (value.isEmpty()) {
            return otherwise;
        }
        JsonNode number = value.get();
        if (!number.isIntegralNumber()
                || !number.canConvertToLong()
                || number.longValue() < least
                || number.longValue() > most) {
            throw new InvalidEvalException(at(field), "expected a whole number, but got " + brief(number));
        }
        return number.longValue();
    }

    List<String> texts(String field) {
        return list(field, DefinitionReader::text);
    }

    /** Every element of a list, read with its path; empty when the field is missing. */
    <T> List<T> list(String field, BiFunction<JsonNode, String, T> element) {
        Optional<JsonNode> value = find(field);
        if (value.isEmpty()) {
            return List.of();
        }
        if (!value.get().isArray()) {
            throw new InvalidEvalException(at(field), "expected a list, but got " + kind(value.get()));
        }
        List<T> read = new ArrayList<>();
        for (JsonNode node : value.get()) {
            read.add(element.apply(node, at(field) + "[" + read.size() + "]"));
        }
        return read;
    }

    private static String text(JsonNode value, String path) {
        if (!value.isTextual()) {
            throw new InvalidEvalException(path, "expected text, but got " + kind(value));
        }
        return value.textValue();
    }

    private static double number(JsonNode value, String path) {
        if (!value.isNumber()) {
            throw new InvalidEvalException(path, "expected a number, but got " + kind(value));
        }
        return value.doubleValue();
    }

    private static String brief(JsonNode value) {
        return value.isNumber() ? value.asText() : kind(value);
    }

    private static String kind(JsonNode value) {
        return value == null ? "nothing" : "a " + value.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
