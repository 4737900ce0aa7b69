package dev.whetstone.engine.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Filters on sequences. */
final class SequenceFilters {

    private SequenceFilters() {}

    static Object join(Object input, Arguments given) {
        Object separator = given.find(0, "d", Text.EMPTY);
        Object items = given.has(1, "attribute") ? SelectFilters.attributes(input, given, 1) : input;
        return join(given.rendering(), items, Printed.of(given.rendering(), separator));
    }

    static Text join(Rendering rendering, Object items, Text separator) {
        TextBuilder builder = new TextBuilder(rendering);
        boolean first = true;
        for (Object item : Values.items(rendering, items)) {
            rendering.spend(1);
            builder.append(first ? Text.EMPTY : separator).append(Printed.of(rendering, item));
            first = false;
        }
        return builder.build();
    }

    static List<Object> pairs(Rendering rendering, Object input) {
        return switch (input) {
            case Map<?, ?> map -> MappingMethods.items(rendering, map);
            case Undefined _ -> List.of();
            default -> throw rendering.fail(Values.typeName(input) + " has no items");
        };
    }

    static List<Object> sortedPairs(Rendering rendering, Object input) {
        List<Object> pairs = new ArrayList<>(pairs(rendering, input));
        pairs.sort(order(rendering, pair -> folded(((List<?>) pair).getFirst())));
        return pairs;
    }

    static Object end(Arguments given, Object input, boolean first) {
        List<Object> items = Values.items(given.rendering(), input);
        if (items.isEmpty()) {
            return new Undefined(first ? "first item" : "last item");
        }
        return first ? items.getFirst() : items.getLast();
    }

    static Object reverse(Object input, Arguments given) {
        List<Object> items = new ArrayList<>(Values.items(given.rendering(), input));
        given.rendering().spend(items.size());
        Collections.reverse(items);
        return input instanceof Text ? join(given.rendering(), items, Text.EMPTY) : items;
    }

    static Object sort(Object input, Arguments given) {
        Rendering rendering = given.rendering();
        List<Object> items = new ArrayList<>(Values.items(rendering, input));
        boolean caseMatters = given.flag(1, "case_sensitive", false);
        Object attribute = given.find(2, "attribute", None.NONE);
        Lookup lookup = new Lookup(rendering);
        Comparator<Object> order = order(rendering, item -> {
            Object key = attribute == None.NONE ? item : SelectFilters.path(lookup, item, attribute);
            return caseMatters ? key : folded(key);
        });
        items.sort(given.flag(0, "reverse", false) ? order.reversed() : order);
        return items;
    }

    private static Comparator<Object> order(Rendering rendering, java.util.function.UnaryOperator<Object> key) {
        Operators operators = new Operators(rendering);
        return (left, right) -> {
            rendering.spend(1);
            return operators.order(key.apply(left), key.apply(right));
        };
    }

    private static Object folded(Object key) {
        return key instanceof Text text ? Text.trusted(text.value().toLowerCase(java.util.Locale.ROOT)) : key;
    }

    static Object unique(Object input, Arguments given) {
        List<Object> kept = new ArrayList<>();
        java.util.Set<Object> seen = new java.util.HashSet<>();
        for (Object item : Values.items(given.rendering(), input)) {
            given.rendering().spend(1);
            if (seen.add(folded(item))) {
                kept.add(item);
            }
        }
        return kept;
    }

    static Object sum(Object input, Arguments given) {
        Object items = given.has(0, "attribute") ? SelectFilters.attributes(input, given, 0) : input;
        Object sum = given.find(1, "start", 0L);
        for (Object item : Values.items(given.rendering(), items)) {
            given.rendering().spend(1);
            sum = Numbers.calculate(given.rendering(), "+", sum, item);
        }
        return sum;
    }

    /** The smallest item for a sign of -1, the largest for 1. */
    static Object extreme(Arguments given, Object input, int sign) {
        Operators operators = new Operators(given.rendering());
        Object best = new Undefined("item of an empty sequence");
        for (Object item : Values.items(given.rendering(), input)) {
            if (best instanceof Undefined || operators.order(folded(item), folded(best)) * sign > 0) {
                best = item;
            }
        }
        return best;
    }
}
