package dev.whetstone.engine.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Functions every template has. */
final class Globals {

    /** Jinja2's sandbox has the same limit. */
    private static final int LONGEST_RANGE = 100_000;

    private Globals() {}

    static void define(Scope scope) {
        scope.set("range", (Callable) Globals::range);
        scope.set("namespace", (Callable) Globals::namespace);
        scope.set("dict", (Callable) Globals::mapping);
        scope.set("raise_exception", (Callable) Globals::raise);
    }

    private static Object range(Arguments given) {
        int count = given.atMost(3).positional().size();
        given.require(0, "stop");
        int begin = count > 1 ? given.integer(0, "start", 0) : 0;
        int end = given.integer(count > 1 ? 1 : 0, "stop", 0);
        int step = given.integer(2, "step", 1);
        if (step == 0) {
            throw given.rendering().fail("a range cannot have step 0");
        }
        long length = Math.ceilDiv((long) end - begin, (long) step);
        if (length > LONGEST_RANGE) {
            throw given.rendering().fail("a range of more than " + LONGEST_RANGE + " numbers is not allowed");
        }
        List<Object> numbers = new ArrayList<>();
        given.rendering().spend(Math.max(length, 0));
        for (long i = 0; i < length; i++) {
            numbers.add(begin + i * step);
        }
        return numbers;
    }

    private static Object namespace(Arguments given) {
        return new Namespace(fields(given));
    }

    private static Object mapping(Arguments given) {
        Map<Object, Object> mapping = new LinkedHashMap<>();
        fields(given).forEach((name, value) -> mapping.put(Text.trusted(name), value));
        return mapping;
    }

    private static Map<String, Object> fields(Arguments given) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (!given.positional().isEmpty()) {
            if (!(given.positional().getFirst() instanceof Map<?, ?> map)) {
                throw given.rendering().fail("expected a mapping");
            }
            map.forEach((name, value) ->
                    fields.put(given.rendering().requireText(name).value(), value));
        }
        fields.putAll(given.named());
        return fields;
    }

    private static Object raise(Arguments given) {
        throw given.rendering().fail(given.requireText(0, "message").value());
    }
}
