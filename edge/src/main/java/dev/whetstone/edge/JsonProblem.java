package dev.whetstone.edge;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;

import java.util.Collection;
import java.util.Objects;
import java.util.stream.Collectors;

/** What is wrong with a body, for its sender: where, and what was expected. Never a class of ours. */
public final class JsonProblem {

    private static final int LONGEST_QUOTE = 40;

    private JsonProblem() {}

    public static String describe(JsonProcessingException problem) {
        Throwable root = rootOf(problem);
        if (root instanceof StreamReadException syntax) {
            return "the body is not JSON" + at(syntax.getLocation());
        }
        String where = problem instanceof JsonMappingException mapping ? pointer(mapping) : "";
        String what = root instanceof IllegalArgumentException && root.getMessage() != null
                ? root.getMessage() // the check's own words
                : expectation(problem);
        return where.isEmpty() ? what + at(problem.getLocation()) : where + ": " + what;
    }

    private static Throwable rootOf(Throwable problem) {
        Throwable root = problem;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String pointer(JsonMappingException problem) {
        return problem.getPath().stream()
                .map(part -> "/" + (part.getFieldName() == null ? part.getIndex() : part.getFieldName()))
                .collect(Collectors.joining());
    }

    private static String expectation(JsonProcessingException problem) {
        return switch (problem) {
            case UnrecognizedPropertyException unknown ->
                "unknown field; expected one of "
                        + unknown.getKnownPropertyIds().stream()
                                .map(String::valueOf)
                                .sorted()
                                .toList();
            case InvalidFormatException value ->
                "expected " + kind(value.getTargetType()) + ", but got '" + shortened(value.getValue()) + "'";
            case MismatchedInputException trailing
            when isTrailing(trailing) -> "expected one JSON value and nothing behind it";
            case MismatchedInputException value -> "expected " + kind(value.getTargetType());
            default -> "not understood";
        };
    }

    /** Jackson has no type of its own for it. */
    private static boolean isTrailing(MismatchedInputException problem) {
        return problem.getOriginalMessage().startsWith("Trailing token");
    }

    private static String kind(Class<?> type) {
        if (type == null) {
            return "another value";
        }
        return switch (type.getName()) {
            case "boolean", "java.lang.Boolean" -> "true or false";
            case "byte", "short", "int", "long", "java.lang.Integer", "java.lang.Long", "java.util.OptionalLong" ->
                "a whole number";
            case "float", "double", "java.lang.Double", "java.math.BigDecimal", "java.util.OptionalDouble" ->
                "a number";
            case "java.lang.String" -> "a string";
            default -> kindOfOther(type);
        };
    }

    private static String kindOfOther(Class<?> type) {
        if (type.isEnum()) {
            return "one of the values that /q/openapi lists";
        }
        if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        return type.getName().startsWith("java.") ? "a value of the kind " + type.getSimpleName() : "an object";
    }

    private static String shortened(Object value) {
        String text = Objects.toString(value);
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
    }

    private static String at(JsonLocation place) {
        return place == null ? "" : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
    }
}
