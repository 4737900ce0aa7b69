package dev.whetstone.engine.template;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What may stand after {@code is}. */
final class Tests {

    private static final Map<String, Test> TESTS = Map.ofEntries(
            Map.entry("defined", (value, _) -> !(value instanceof Undefined)),
            Map.entry("undefined", (value, _) -> value instanceof Undefined),
            Map.entry("none", (value, _) -> value == None.NONE),
            Map.entry("string", (value, _) -> value instanceof Text),
            Map.entry("mapping", (value, _) -> value instanceof Map),
            Map.entry("iterable", (value, _) -> isIterable(value)),
            Map.entry("sequence", (value, _) -> isIterable(value) && !(value instanceof Undefined)),
            Map.entry("number", (value, _) -> Numbers.isNumber(value)),
            Map.entry("integer", (value, _) -> value instanceof Long),
            Map.entry("float", (value, _) -> value instanceof Double),
            Map.entry("boolean", (value, _) -> value instanceof Boolean),
            Map.entry("true", (value, _) -> value.equals(true)),
            Map.entry("false", (value, _) -> value.equals(false)),
            Map.entry("callable", (value, _) -> value instanceof Callable),
            Map.entry("truthy", (value, _) -> Values.isTrue(value)),
            Map.entry("odd", (value, given) -> remainder(given, value, 2) == 1),
            Map.entry("even", (value, given) -> remainder(given, value, 2) == 0),
            Map.entry("divisibleby", (value, given) -> remainder(given, value, divisor(given)) == 0),
            Map.entry("lower", (value, _) -> isCase(value, true)),
            Map.entry("upper", (value, _) -> isCase(value, false)),
            Map.entry("sameas", (value, given) -> value.equals(given.require(0, "other"))),
            Map.entry("equalto", comparison("==")),
            Map.entry("eq", comparison("==")),
            Map.entry("ne", comparison("!=")),
            Map.entry("lt", comparison("<")),
            Map.entry("lessthan", comparison("<")),
            Map.entry("le", comparison("<=")),
            Map.entry("gt", comparison(">")),
            Map.entry("greaterthan", comparison(">")),
            Map.entry("ge", comparison(">=")),
            Map.entry("in", comparison("in")));

    @FunctionalInterface
    interface Test {
        boolean holds(Object value, Arguments given);
    }

    private Tests() {}

    static void requireKnown(String name, int line) {
        if (!TESTS.containsKey(name)) {
            throw new TemplateException(line, "there is no test named " + name);
        }
    }

    static boolean holds(String name, Object value, Arguments given) {
        Test test = TESTS.get(name);
        if (test == null) {
            throw given.rendering().fail("there is no test named " + name);
        }
        return test.holds(value, given);
    }

    private static Test comparison(String operator) {
        return (value, given) -> new Operators(given.rendering()).compare(operator, value, given.require(0, "other"));
    }

    private static boolean isIterable(Object value) {
        return value instanceof List || value instanceof Map || value instanceof Text || value instanceof Undefined;
    }

    private static boolean isCase(Object value, boolean lower) {
        if (!(value instanceof Text text)) {
            return false;
        }
        String small = text.value().toLowerCase(Locale.ROOT);
        String large = text.value().toUpperCase(Locale.ROOT);
        return !small.equals(large) && text.value().equals(lower ? small : large);
    }

    private static long divisor(Arguments given) {
        return given.require(0, "divisor") instanceof Long number ? number : 0;
    }

    private static long remainder(Arguments given, Object value, long divisor) {
        if (value instanceof Long number && divisor != 0) {
            return Math.floorMod(number, divisor);
        }
        throw given.rendering().fail("cannot divide " + Values.typeName(value) + " by " + divisor);
    }
}
