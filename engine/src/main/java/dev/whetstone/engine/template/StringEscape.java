package dev.whetstone.engine.template;

/** Python's escapes in string literals. */
final class StringEscape {

    private static final String LETTERS = "ntrabfv0\\'\"";
    private static final String VALUES = "\n\t\r\u0007\b\f\u000b\0\\'\"";

    private StringEscape() {}

    /** Appends what the escape at a backslash means; returns the position of its last character. An unknown one means itself. */
    static int append(String source, int backslash, StringBuilder value) {
        if (backslash + 1 >= source.length()) {
            return backslash;
        }
        char letter = source.charAt(backslash + 1);
        int known = LETTERS.indexOf(letter);
        if (known >= 0) {
            value.append(VALUES.charAt(known));
            return backslash + 1;
        }
        int digits = switch (letter) {
            case 'x' -> 2;
            case 'u' -> 4;
            case 'U' -> 8;
            default -> 0;
        };
        int end = backslash + 2 + digits;
        if (digits > 0
                && end <= source.length()
                && source.substring(backslash + 2, end).matches("[0-9a-fA-F]+")) {
            long codePoint = Long.parseLong(source.substring(backslash + 2, end), 16);
            if (codePoint <= Character.MAX_CODE_POINT) {
                value.appendCodePoint((int) codePoint);
                return end - 1;
            }
        }
        if (letter != '\n') { // an escaped newline continues the line
            value.append('\\').append(letter);
        }
        return backslash + 1;
    }
}
