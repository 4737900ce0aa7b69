package dev.whetstone.engine.format;

/**
 * The 256 printable characters by which GPT-2 tokenizers write bytes: visible Latin-1 characters stand for themselves, the
 * other 68 bytes for U+0100 and up, in order (Radford et al. 2019, encoder.py).
 */
public final class ByteAlphabet {

    private static final char[] CHARACTERS = new char[256];
    private static final int[] VALUES = new int[512];

    static {
        java.util.Arrays.fill(VALUES, -1);
        int next = 256;
        for (int value = 0; value < 256; value++) {
            char character = (char) (isVisible(value) ? value : next++);
            CHARACTERS[value] = character;
            VALUES[character] = value;
        }
    }

    private ByteAlphabet() {}

    /** The character that stands for a byte of 0 to 255. */
    public static char characterOf(int value) {
        return CHARACTERS[value];
    }

    /** The byte that a character stands for, or -1. */
    public static int valueOf(char character) {
        return character < VALUES.length ? VALUES[character] : -1;
    }

    private static boolean isVisible(int value) {
        return value >= 33 && value <= 126 || value >= 161 && value <= 172 || value >= 174;
    }
}
