package dev.whetstone.engine.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code tojson} as chat templates know it: Python's {@code json.dumps} with {@code ensure_ascii} off, nothing escaped for HTML. */
final class JsonText {

    private final Rendering rendering;
    private final TextBuilder builder;
    private final boolean ascii;
    private final boolean sorted;
    private final int indent; // below zero: all on one line
    private final String itemSeparator;
    private final String keySeparator;

    private JsonText(Arguments given) {
        rendering = given.rendering();
        builder = new TextBuilder(rendering);
        ascii = given.flag(0, "ensure_ascii", false);
        indent =
                given.find(1, "indent", None.NONE) == None.NONE ? -1 : Math.clamp(given.integer(1, "indent", 0), 0, 64);
        List<Object> separators = Values.items(rendering, given.find(2, "separators", List.of()));
        boolean own = separators.size() == 2;
        itemSeparator = own ? rendering.requireText(separators.get(0)).value() : indent < 0 ? ", " : ",";
        keySeparator = own ? rendering.requireText(separators.get(1)).value() : ": ";
        sorted = given.flag(3, "sort_keys", false);
    }

    static Object write(Object input, Arguments given) {
        JsonText json = new JsonText(given);
        json.value(input, 0);
        return json.builder.build();
    }

    private void value(Object value, int depth) {
        rendering.spend(1);
        if (depth > 100) {
            throw rendering.fail("a value nested deeper than 100 cannot be written as JSON");
        }
        switch (value) {
            case Text text -> builder.append(text.derived(quoted(text.value())));
            case None _ -> builder.append("null");
            case Boolean flag -> builder.append(flag.toString());
            case Long number -> builder.append(number.toString());
            case Double number -> builder.append(Printed.number(number));
            case List<?> list -> sequence(new ArrayList<>(list), "[", "]", depth);
            case Map<?, ?> map -> sequence(entries(map), "{", "}", depth);
            case Map.Entry<?, ?> entry -> {
                value(Printed.of(rendering, entry.getKey()), depth);
                builder.append(keySeparator);
                value(entry.getValue(), depth);
            }
            default -> throw rendering.fail(Values.typeName(value) + " cannot be written as JSON");
        }
    }

    private List<Object> entries(Map<?, ?> map) {
        List<Object> entries = new ArrayList<>(map.entrySet());
        if (sorted) {
            entries.sort(java.util.Comparator.comparing(
                    entry -> ((Map.Entry<?, ?>) entry).getKey().toString()));
        }
        return entries;
    }

    private void sequence(List<Object> items, String open, String close, int depth) {
        builder.append(open);
        String separator = "";
        for (Object item : items) {
            builder.append(separator);
            newLine(depth + 1);
            value(item, depth + 1);
            separator = itemSeparator;
        }
        if (!items.isEmpty()) {
            newLine(depth);
        }
        builder.append(close);
    }

    private void newLine(int depth) {
        if (indent >= 0) {
            builder.append("\n" + " ".repeat(indent * depth));
        }
    }

    private String quoted(String text) {
        rendering.spendCharacters(text.length());
        StringBuilder quoted = new StringBuilder("\"");
        for (char character : text.toCharArray()) {
            switch (character) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '\b' -> quoted.append("\\b");
                case '\f' -> quoted.append("\\f");
                default -> {
                    if (character < ' ' || ascii && character > '~') {
                        quoted.append("\\u%04x".formatted((int) character));
                    } else {
                        quoted.append(character);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
