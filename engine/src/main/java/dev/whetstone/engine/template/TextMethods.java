package dev.whetstone.engine.template;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Methods of strings. */
final class TextMethods {

    private static final Map<String, BiFunction<Text, Arguments, Object>> METHODS = Map.ofEntries(
            Map.entry("strip", (text, given) -> strip(text, given, true, true)),
            Map.entry("lstrip", (text, given) -> strip(text, given, true, false)),
            Map.entry("rstrip", (text, given) -> strip(text, given, false, true)),
            Map.entry("upper", (text, _) -> text.derived(text.value().toUpperCase(Locale.ROOT))),
            Map.entry("lower", (text, _) -> text.derived(text.value().toLowerCase(Locale.ROOT))),
            Map.entry("title", (text, _) -> TextOperations.title(text)),
            Map.entry("capitalize", (text, _) -> TextOperations.capitalize(text)),
            Map.entry(
                    "startswith",
                    (text, given) -> any(given, part -> text.value().startsWith(part))),
            Map.entry(
                    "endswith", (text, given) -> any(given, part -> text.value().endsWith(part))),
            Map.entry("replace", TextMethods::replace),
            Map.entry("split", (text, given) -> TextOperations.split(text, given)),
            Map.entry("rsplit", (text, given) -> TextOperations.splitFromEnd(text, given)),
            Map.entry("splitlines", (text, given) -> TextOperations.lines(text, given)),
            Map.entry(
                    "join", (text, given) -> SequenceFilters.join(given.rendering(), given.require(0, "items"), text)),
            Map.entry("find", (text, given) -> characters(text, text.value().indexOf(part(given)))),
            Map.entry("rfind", (text, given) -> characters(text, text.value().lastIndexOf(part(given)))),
            Map.entry("count", (text, given) -> TextOperations.count(text, given.requireText(0, "part"))),
            Map.entry(
                    "removeprefix",
                    (text, given) -> text.value().startsWith(part(given))
                            ? text.slice(part(given).length(), text.length())
                            : text),
            Map.entry(
                    "removesuffix",
                    (text, given) -> text.value().endsWith(part(given))
                            ? text.slice(0, text.length() - part(given).length())
                            : text),
            Map.entry(
                    "isdigit",
                    (text, _) -> text.length() > 0 && text.value().chars().allMatch(Character::isDigit)),
            Map.entry("isspace", (text, _) -> text.length() > 0 && Chars.isBlank(text.value())));

    private TextMethods() {}

    static Optional<Callable> find(Text text, String name) {
        BiFunction<Text, Arguments, Object> method = METHODS.get(name);
        if (method == null) {
            return Optional.empty();
        }
        return Optional.of(arguments -> {
            arguments.rendering().spendCharacters(text.length());
            return method.apply(text, arguments.atMost(3));
        });
    }

    private static Text strip(Text text, Arguments given, boolean left, boolean right) {
        Object characters = given.find(0, "chars", None.NONE);
        return characters == None.NONE
                ? TextOperations.strip(text, Chars::isSpace, left, right)
                : TextOperations.strip(
                        text, c -> given.requireText(0, "chars").value().indexOf(c) >= 0, left, right);
    }

    private static Object replace(Text text, Arguments given) {
        return TextOperations.replace(
                given.rendering(),
                text,
                given.requireText(0, "old"),
                given.requireText(1, "new"),
                given.integer(2, "count", -1));
    }

    private static boolean any(Arguments given, java.util.function.Predicate<String> holds) {
        Object part = given.require(0, "part");
        List<Object> parts = part instanceof List<?> ? Values.items(given.rendering(), part) : List.of(part);
        return parts.stream()
                .anyMatch(one -> holds.test(given.rendering().requireText(one).value()));
    }

    private static String part(Arguments given) {
        return given.requireText(0, "part").value();
    }

    /** A position counted in characters. */
    private static Long characters(Text text, int index) {
        return index < 0 ? -1L : text.value().codePointCount(0, index);
    }
}
