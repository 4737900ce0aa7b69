package dev.whetstone.engine.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The kinds of value: {@link Text}, Long, Double, Boolean, {@link None}, List, Map, {@link Callable}, {@link Namespace},
 * {@link Loop}, {@link Undefined}. No other object of the program can be reached from a template.
 */
final class Values {

    /** In place of a parameter's default: there is none. */
    static final Expression REQUIRED = new Expression.Constant(new Undefined("parameter"), 0);

    private Values() {}

    /** A value given by the program. Strings are marked as coming from outside unless they come as {@link Text}. */
    static Object of(Object value) {
        return switch (value) {
            case null -> None.NONE;
            case Text text -> text;
            case String string -> Text.untrusted(string);
            case Boolean flag -> flag;
            case Integer number -> number.longValue();
            case Long number -> number;
            case Float number -> number.doubleValue();
            case Double number -> number;
            case List<?> list -> list.stream().map(Values::of).toList();
            case Map<?, ?> map -> mapping(map);
            case TemplateFunction function -> Values.callable(function);
            default -> throw new IllegalArgumentException("a template cannot use a " + value.getClass());
        };
    }

    private static Map<Object, Object> mapping(Map<?, ?> map) {
        Map<Object, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(of(key), of(value)));
        return copy;
    }

    private static Callable callable(TemplateFunction function) {
        return arguments -> Text.trusted(function.apply(arguments.positional().stream()
                .map(argument -> arguments.rendering().requireText(argument).value())
                .toList()));
    }

    static boolean isTrue(Object value) {
        return switch (value) {
            case Boolean flag -> flag;
            case Text text -> text.length() > 0;
            case Long number -> number != 0;
            case Double number -> number != 0;
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            case None _, Undefined _ -> false;
            default -> true;
        };
    }

    /** The items of a sequence: of a string its characters, of a mapping its keys. */
    static List<Object> items(Rendering rendering, Object value) {
        return switch (value) {
            case List<?> list -> new ArrayList<>(list);
            case Map<?, ?> map -> new ArrayList<>(map.keySet());
            case Text text -> characters(rendering, text);
            case Undefined _ -> List.of();
            default -> throw rendering.fail(typeName(value) + " has no items to go through");
        };
    }

    private static List<Object> characters(Rendering rendering, Text text) {
        rendering.spend(text.length());
        List<Object> characters = new ArrayList<>();
        for (int begin = 0; begin < text.length(); ) {
            int end = text.value().offsetByCodePoints(begin, 1);
            characters.add(text.slice(begin, end));
            begin = end;
        }
        return characters;
    }

    /** Python's name of the type, for messages. */
    static String typeName(Object value) {
        return switch (value) {
            case Text _ -> "a string";
            case Long _, Double _ -> "a number";
            case Boolean _ -> "a boolean";
            case List<?> _ -> "a list";
            case Map<?, ?> _ -> "a mapping";
            case None _ -> "none";
            case Undefined undefined -> "'" + undefined.name() + "', which is not defined";
            case Callable _ -> "a function";
            default -> "a " + value.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
        };
    }
}
