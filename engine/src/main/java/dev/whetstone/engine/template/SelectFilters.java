package dev.whetstone.engine.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Filters that look at every item: map, select, reject and their forms for attributes. */
final class SelectFilters {

    private SelectFilters() {}

    static Object map(Object input, Arguments given) {
        if (given.named().containsKey("attribute")) {
            return attributes(input, given, Integer.MAX_VALUE);
        }
        String filter = given.requireText(0, "filter").value();
        Filters.requireKnown(filter, 0);
        List<Object> mapped = new ArrayList<>();
        for (Object item : Values.items(given.rendering(), input)) {
            given.rendering().spend(1);
            mapped.add(Filters.apply(filter, item, given.without(1)));
        }
        return mapped;
    }

    static List<Object> attributes(Object input, Arguments given, int index) {
        Object attribute = given.require(index, "attribute");
        Object otherwise = given.named().get("default");
        Lookup lookup = new Lookup(given.rendering());
        List<Object> values = new ArrayList<>();
        for (Object item : Values.items(given.rendering(), input)) {
            given.rendering().spend(1);
            values.add(path(lookup, item, attribute, otherwise));
        }
        return values;
    }

    /** {@code "function.name"} goes from one object to the next. */
    static Object path(Lookup lookup, Object item, Object attribute) {
        return path(lookup, item, attribute, null);
    }

    /** The default, if there is one, stands in for every part of the path that is not there. */
    private static Object path(Lookup lookup, Object item, Object attribute, Object otherwise) {
        Object value = item;
        for (Object key : attribute instanceof Text path ? parts(path) : List.of(attribute)) {
            value = lookup.item(value, key);
            if (value instanceof Undefined && otherwise != null) {
                value = otherwise;
            }
        }
        return value;
    }

    private static List<Object> parts(Text path) {
        List<Object> parts = new ArrayList<>();
        for (String name : path.value().split("\\.", -1)) {
            parts.add(name.matches("[0-9]{1,9}") ? (Object) Long.valueOf(name) : Text.trusted(name));
        }
        return parts;
    }

    static Object byTest(Object input, Arguments given, boolean keep) {
        return filtered(input, given, keep, item -> item, 0);
    }

    static Object byAttribute(Object input, Arguments given, boolean keep) {
        Object attribute = given.require(0, "attribute");
        Lookup lookup = new Lookup(given.rendering());
        return filtered(input, given, keep, item -> path(lookup, item, attribute), 1);
    }

    private static Object filtered(
            Object input,
            Arguments given,
            boolean keep,
            java.util.function.UnaryOperator<Object> subject,
            int testIndex) {
        String test = given.positional().size() > testIndex
                ? given.requireText(testIndex, "test").value()
                : "truthy";
        Arguments rest =
                new Arguments(given.rendering(), given.without(testIndex + 1).positional(), Map.of());
        List<Object> kept = new ArrayList<>();
        for (Object item : Values.items(given.rendering(), input)) {
            given.rendering().spend(1);
            if (Tests.holds(test, subject.apply(item), rest) == keep) {
                kept.add(item);
            }
        }
        return kept;
    }
}
