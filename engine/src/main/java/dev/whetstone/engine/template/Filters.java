package dev.whetstone.engine.template;

import java.util.Map;
import java.util.Optional;

/** Filters by name. Which there are is checked when a template is parsed, not when it is too late. */
final class Filters {

    private static final Map<String, Filter> FILTERS = Map.ofEntries(
            Map.entry("trim", (input, given) -> method(input, "strip", given)),
            Map.entry("upper", (input, given) -> method(input, "upper", given)),
            Map.entry("lower", (input, given) -> method(input, "lower", given)),
            Map.entry("title", (input, given) -> method(input, "title", given)),
            Map.entry("capitalize", (input, given) -> method(input, "capitalize", given)),
            Map.entry("replace", (input, given) -> method(input, "replace", given)),
            Map.entry("length", (input, given) -> length(given.rendering(), input)),
            Map.entry("count", (input, given) -> length(given.rendering(), input)),
            Map.entry("tojson", JsonText::write),
            Map.entry("string", (input, given) -> Printed.of(given.rendering(), input)),
            Map.entry("safe", (input, given) -> Printed.of(given.rendering(), input)),
            Map.entry("default", Filters::otherwise),
            Map.entry("d", Filters::otherwise),
            Map.entry("int", NumberFilters::whole),
            Map.entry("float", NumberFilters::real),
            Map.entry("abs", NumberFilters::size),
            Map.entry("round", NumberFilters::round),
            Map.entry(
                    "format",
                    (input, given) -> PercentFormat.format(
                            given.rendering(), given.rendering().requireText(input), given.positional())),
            Map.entry("indent", Filters::indent),
            Map.entry("items", (input, given) -> SequenceFilters.pairs(given.rendering(), input)),
            Map.entry("dictsort", (input, given) -> SequenceFilters.sortedPairs(given.rendering(), input)),
            Map.entry("list", (input, given) -> Values.items(given.rendering(), input)),
            Map.entry("join", SequenceFilters::join),
            Map.entry("first", (input, given) -> SequenceFilters.end(given, input, true)),
            Map.entry("last", (input, given) -> SequenceFilters.end(given, input, false)),
            Map.entry("reverse", SequenceFilters::reverse),
            Map.entry("sort", SequenceFilters::sort),
            Map.entry("unique", SequenceFilters::unique),
            Map.entry("sum", SequenceFilters::sum),
            Map.entry("min", (input, given) -> SequenceFilters.extreme(given, input, -1)),
            Map.entry("max", (input, given) -> SequenceFilters.extreme(given, input, 1)),
            Map.entry("map", SelectFilters::map),
            Map.entry("select", (input, given) -> SelectFilters.byTest(input, given, true)),
            Map.entry("reject", (input, given) -> SelectFilters.byTest(input, given, false)),
            Map.entry("selectattr", (input, given) -> SelectFilters.byAttribute(input, given, true)),
            Map.entry("rejectattr", (input, given) -> SelectFilters.byAttribute(input, given, false)));

    /** Takes the value before the bar and the arguments after the name. */
    @FunctionalInterface
    interface Filter {
        Object apply(Object input, Arguments given);
    }

    private Filters() {}

    static void requireKnown(String name, int line) {
        if (!FILTERS.containsKey(name)) {
            throw new TemplateException(line, "there is no filter named " + name);
        }
    }

    static Object apply(String name, Object input, Arguments given) {
        Filter filter = Optional.ofNullable(FILTERS.get(name))
                .orElseThrow(() -> given.rendering().fail("there is no filter named " + name));
        return filter.apply(input, given);
    }

    /** A filter that is the string method of that name; other values are printed first, as Jinja2 does. */
    private static Object method(Object input, String name, Arguments given) {
        Text text = Printed.of(given.rendering(), input);
        return TextMethods.find(text, name).orElseThrow().call(given);
    }

    static Object length(Rendering rendering, Object input) {
        return switch (input) {
            case Text text -> (long) text.value().codePointCount(0, text.length());
            case java.util.List<?> list -> (long) list.size();
            case Map<?, ?> map -> (long) map.size();
            case Undefined _ -> 0L;
            default -> throw rendering.fail(Values.typeName(input) + " has no length");
        };
    }

    private static Object otherwise(Object input, Arguments given) {
        boolean replace = input instanceof Undefined || given.flag(1, "boolean", false) && !Values.isTrue(input);
        return replace ? given.find(0, "default_value", Text.EMPTY) : input;
    }

    private static Object indent(Object input, Arguments given) {
        Rendering rendering = given.rendering();
        Object width = given.find(0, "width", 4L);
        Text margin = width instanceof Text text
                ? text
                : Text.trusted(" ".repeat(Math.clamp(given.integer(0, "width", 4), 0, 1_000)));
        boolean first = given.flag(1, "first", false);
        boolean blank = given.flag(2, "blank", false);
        TextBuilder builder = new TextBuilder(rendering);
        Object pieces = TextOperations.split(rendering.requireText(input), Arguments.of(rendering, Text.trusted("\n")));
        boolean atFirst = true;
        for (Object piece : Values.items(rendering, pieces)) {
            Text line = (Text) piece;
            builder.append(atFirst ? "" : "\n");
            boolean indented = atFirst ? first : blank || line.length() > 0;
            builder.append(indented ? margin : Text.EMPTY).append(line);
            atFirst = false;
        }
        return builder.build();
    }
}
