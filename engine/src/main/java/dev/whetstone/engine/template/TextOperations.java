package dev.whetstone.engine.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Work on strings that keeps their marks. */
final class TextOperations {

    interface CharacterTest {
        boolean test(char character);
    }

    private TextOperations() {}

    static Text strip(Text text, CharacterTest strips, boolean left, boolean right) {
        int begin = 0;
        int end = text.length();
        while (left && begin < end && strips.test(text.value().charAt(begin))) {
            begin++;
        }
        while (right && end > begin && strips.test(text.value().charAt(end - 1))) {
            end--;
        }
        return text.slice(begin, end);
    }

    /** A count below zero means all. */
    static Text replace(Rendering rendering, Text text, Text old, Text replacement, int count) {
        if (old.length() == 0) {
            throw rendering.fail("replace needs something to look for");
        }
        TextBuilder builder = new TextBuilder(rendering);
        int from = 0;
        int left = count < 0 ? Integer.MAX_VALUE : count;
        for (int at = text.value().indexOf(old.value());
                at >= 0 && left > 0;
                at = text.value().indexOf(old.value(), from), left--) {
            rendering.spend(1);
            builder.append(text.slice(from, at)).append(replacement);
            from = at + old.length();
        }
        return builder.append(text.slice(from, text.length())).build();
    }

    static Object split(Text text, Arguments given) {
        Object separator = given.find(0, "sep", None.NONE);
        int most = given.integer(1, "maxsplit", -1);
        int left = most < 0 ? Integer.MAX_VALUE : most;
        if (separator == None.NONE) {
            return splitAtSpaces(given.rendering(), text, left);
        }
        String part = requirePart(given);
        List<Object> pieces = new ArrayList<>();
        int from = 0;
        for (int at = text.value().indexOf(part);
                at >= 0 && left > 0;
                at = text.value().indexOf(part, from), left--) {
            given.rendering().spend(1);
            pieces.add(text.slice(from, at));
            from = at + part.length();
        }
        pieces.add(text.slice(from, text.length()));
        return pieces;
    }

    private static List<Object> splitAtSpaces(Rendering rendering, Text text, int most) {
        List<Object> words = new ArrayList<>();
        Text rest = strip(text, Chars::isSpace, true, false);
        while (rest.length() > 0) {
            rendering.spend(1);
            int end = 0;
            while (end < rest.length() && !Chars.isSpace(rest.value().charAt(end))) {
                end++;
            }
            if (words.size() == most) {
                end = rest.length();
            }
            words.add(rest.slice(0, end));
            rest = strip(rest.slice(end, rest.length()), Chars::isSpace, true, false);
            rendering.spendCharacters(rest.length());
        }
        return words;
    }

    static Object splitFromEnd(Text text, Arguments given) {
        String part = requirePart(given);
        int most = given.integer(1, "maxsplit", -1);
        int left = most < 0 ? Integer.MAX_VALUE : most;
        List<Object> pieces = new ArrayList<>();
        int end = text.length();
        for (int at = text.value().lastIndexOf(part);
                at >= 0 && left > 0;
                at = text.value().lastIndexOf(part, end - part.length()), left--) {
            given.rendering().spend(1);
            pieces.addFirst(text.slice(at + part.length(), end));
            end = at;
            if (end < part.length()) {
                break;
            }
        }
        pieces.addFirst(text.slice(0, end));
        return pieces;
    }

    private static String requirePart(Arguments given) {
        String part = given.requireText(0, "sep").value();
        if (part.isEmpty()) {
            throw given.rendering().fail("split needs a separator that is not empty");
        }
        return part;
    }

    static Object lines(Text text, Arguments given) {
        boolean keepEnds = given.flag(0, "keepends", false);
        List<Object> lines = new ArrayList<>();
        int from = 0;
        for (int at = 0; at < text.length(); at++) {
            char character = text.value().charAt(at);
            if (character == '\n' || character == '\r') {
                boolean pair = character == '\r' && text.value().startsWith("\n", at + 1);
                int next = at + (pair ? 2 : 1);
                lines.add(text.slice(from, keepEnds ? next : at));
                from = next;
                at = next - 1;
            }
        }
        if (from < text.length()) {
            lines.add(text.slice(from, text.length()));
        }
        return lines;
    }

    static Long count(Text text, Text part) {
        if (part.length() == 0) {
            return text.length() + 1L;
        }
        long count = 0;
        for (int at = text.value().indexOf(part.value()); at >= 0; count++) {
            at = text.value().indexOf(part.value(), at + part.length());
        }
        return count;
    }

    static Text capitalize(Text text) {
        if (text.length() == 0) {
            return text;
        }
        int first = text.value().offsetByCodePoints(0, 1);
        String value = text.value();
        return text.derived(value.substring(0, first).toUpperCase(Locale.ROOT)
                + value.substring(first).toLowerCase(Locale.ROOT));
    }

    /** Every letter that follows no letter is made large, every other small. */
    static Text title(Text text) {
        StringBuilder title = new StringBuilder();
        boolean inWord = false;
        for (char character : text.value().toCharArray()) {
            title.append(inWord ? Character.toLowerCase(character) : Character.toTitleCase(character));
            inWord = Character.isLetter(character);
        }
        return text.derived(title.toString());
    }
}
