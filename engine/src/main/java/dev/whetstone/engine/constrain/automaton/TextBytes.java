package dev.whetstone.engine.constrain.automaton;

/**
 * The bytes inside a JSON string: valid UTF-8 (Unicode 16, table 3-7) without raw control characters, and the escapes of RFC 8259,
 * section 7, without those of surrogates: half of one is no character, and both are simply written in UTF-8.
 */
public final class TextBytes {

    /** Between two characters. */
    public static final int BETWEEN = 0;

    public static final int REFUSED = -1;

    private static final int ONE_MORE = 1;
    private static final int TWO_MORE = 2;
    private static final int THREE_MORE = 3;
    private static final int AFTER_E0 = 4;
    private static final int AFTER_ED = 5;
    private static final int AFTER_F0 = 6;
    private static final int AFTER_F4 = 7;
    private static final int ESCAPE = 8;
    private static final int UNICODE = 9;
    private static final int UNICODE_D = 10;
    private static final int UNICODE_THIRD = 11;
    private static final int UNICODE_FOURTH = 12;
    private static final int UNICODE_SECOND = 13;

    private TextBytes() {}

    /** Where one more byte leads; the quotation mark that ends the string is not for this. */
    public static int next(int phase, int value) {
        return switch (phase) {
            case BETWEEN -> first(value);
            case ONE_MORE -> within(value, 0x80, 0xBF, BETWEEN);
            case TWO_MORE -> within(value, 0x80, 0xBF, ONE_MORE);
            case THREE_MORE -> within(value, 0x80, 0xBF, TWO_MORE);
            case AFTER_E0 -> within(value, 0xA0, 0xBF, ONE_MORE);
            case AFTER_ED -> within(value, 0x80, 0x9F, ONE_MORE);
            case AFTER_F0 -> within(value, 0x90, 0xBF, TWO_MORE);
            case AFTER_F4 -> within(value, 0x80, 0x8F, TWO_MORE);
            case ESCAPE -> escaped(value);
            case UNICODE -> value == 'd' || value == 'D' ? UNICODE_D : hexadecimal(value, UNICODE_SECOND);
            case UNICODE_D -> within(value, '0', '7', UNICODE_THIRD);
            case UNICODE_SECOND -> hexadecimal(value, UNICODE_THIRD);
            case UNICODE_THIRD -> hexadecimal(value, UNICODE_FOURTH);
            default -> hexadecimal(value, BETWEEN);
        };
    }

    private static int first(int value) {
        if (value < 0x20 || value == '"') {
            return REFUSED;
        }
        if (value < 0x80) {
            return value == '\\' ? ESCAPE : BETWEEN;
        }
        return switch (value) {
            case 0xE0 -> AFTER_E0;
            case 0xED -> AFTER_ED;
            case 0xF0 -> AFTER_F0;
            case 0xF4 -> AFTER_F4;
            default ->
                value < 0xC2 || value > 0xF4 ? REFUSED : value < 0xE0 ? ONE_MORE : value < 0xF0 ? TWO_MORE : THREE_MORE;
        };
    }

    private static int escaped(int value) {
        return switch (value) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> BETWEEN;
            case 'u' -> UNICODE;
            default -> REFUSED;
        };
    }

    private static int hexadecimal(int value, int then) {
        return Character.digit(value, 16) >= 0 && value < 0x80 ? then : REFUSED;
    }

    private static int within(int value, int from, int to, int then) {
        return value >= from && value <= to ? then : REFUSED;
    }
}
