package dev.whetstone.engine.template;

/** Characters as Python sees them. */
final class Chars {

    private Chars() {}

    /** {@code str.isspace}: wider than Java's notion by no-break spaces and U+0085. */
    static boolean isSpace(char character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character) || character == '\u0085';
    }

    static boolean isBlank(String text) {
        return text.chars().allMatch(c -> isSpace((char) c));
    }

    static String stripTrailing(String text) {
        int end = text.length();
        while (end > 0 && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }

    /** Position after {@code name -%}} when exactly that stands at a position in a tag, else -1. */
    static int endOfTag(String source, int from, String name) {
        int at = skipSpaces(source, from);
        if (!source.startsWith(name, at)) {
            return -1;
        }
        at = skipSpaces(source, at + name.length());
        if (at < source.length() && "-+".indexOf(source.charAt(at)) >= 0) {
            at++;
        }
        return source.startsWith("%}", at) ? at + 2 : -1;
    }

    private static int skipSpaces(String source, int from) {
        int at = from;
        while (at < source.length() && isSpace(source.charAt(at))) {
            at++;
        }
        return at;
    }
}
