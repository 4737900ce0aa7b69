package dev.whetstone.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as plain values: strings, whole numbers of 64 bits, finite doubles, booleans, null, lists and maps in their order. */
final class JsonValues {

    private static final int DEEPEST = 100;

    private JsonValues() {}

    /** A copy that nobody can change. @param what it is, for messages */
    static Map<String, Object> copy(String what, Map<String, Object> values) {
        return mapping(what, values, 0);
    }

    private static Map<String, Object> mapping(String what, Map<?, ?> values, int depth) {
        Map<String, Object> copy = new LinkedHashMap<>();
        values.forEach((key, value) -> copy.put(key.toString(), value(what, value, depth + 1)));
        return Collections.unmodifiableMap(copy);
    }

    private static Object value(String what, Object value, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException(what + ": nested deeper than " + DEEPEST);
        }
        return switch (value) {
            case null -> null;
            case Map<?, ?> map -> mapping(what, map, depth);
            case List<?> list -> {
                List<Object> copy = new ArrayList<>();
                list.forEach(item -> copy.add(value(what, item, depth + 1)));
                yield Collections.unmodifiableList(copy);
            }
            case String text -> text;
            case Boolean flag -> flag;
            case Integer number -> number.longValue();
            case Long number -> number;
            case Double number when Double.isFinite(number) -> number;
            default ->
                throw new IllegalArgumentException(
                        what + ": " + value + " is no JSON value that fits whole numbers of 64 bits or doubles");
        };
    }
}
