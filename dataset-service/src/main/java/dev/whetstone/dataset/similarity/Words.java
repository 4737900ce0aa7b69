package dev.whetstone.dataset.similarity;

import dev.whetstone.contracts.Digest;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Text as words for comparison: compatibility forms folded (NFKD), lower case, without marks and zero-width characters, Cyrillic and
 * Greek letters that look Latin made Latin, punctuation and spaces between words gone. Numbers stay, since they carry meaning. A
 * character of a script without spaces, and a sign such as + or an emoji, is a word of its own.
 */
public final class Words {

    private static final String LOOK_ALIKE = "аеорсухіјѕһԁԛԝӏвкмнтοανρτυικχεβη";
    private static final String LATIN = "aeopcyxijshdqwlbkmhtoavptuikxebn";

    private Words() {}

    /** One hash a word, in order. */
    public static long[] hashes(String text) {
        HashList hashes = new HashList();
        split(text, word -> hashes.add(hash(word)));
        return hashes.toArray();
    }

    /** The same for texts that differ only in case, spaces and what is folded; punctuation counts here. */
    public static Digest key(String text) {
        String folded = folded(text);
        StringBuilder normal = new StringBuilder(folded.length());
        boolean gap = false;
        for (int i = 0; i < folded.length(); ) {
            int c = folded.codePointAt(i);
            i += Character.charCount(c);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                gap = !normal.isEmpty();
            } else if (!isSilent(c)) {
                normal.append(gap ? " " : "").appendCodePoint(fold(Character.toLowerCase(c)));
                gap = false;
            }
        }
        return Digest.of(normal.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void split(String text, Consumer<CharSequence> words) {
        String folded = folded(text);
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < folded.length(); ) {
            int c = folded.codePointAt(i);
            i += Character.charCount(c);
            if (Character.isIdeographic(c) || isSymbol(c)) {
                end(word, words);
                word.appendCodePoint(c);
                end(word, words);
            } else if (Character.isLetterOrDigit(c)) {
                word.appendCodePoint(fold(Character.toLowerCase(c)));
            } else if (!isSilent(c)) {
                end(word, words);
            }
        }
        end(word, words);
    }

    private static void end(StringBuilder word, Consumer<CharSequence> words) {
        if (!word.isEmpty()) {
            words.accept(word);
            word.setLength(0);
        }
    }

    private static int fold(int letter) {
        int at = letter < 0x300 ? -1 : LOOK_ALIKE.indexOf(letter);
        return at < 0 ? letter : LATIN.charAt(at);
    }

    /** Marks and format characters stand inside words. */
    private static boolean isSilent(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.FORMAT || type == Character.ENCLOSING_MARK;
    }

    /** Signs such as + and emoji say something: "2 + 3" is not "2 < 3". */
    private static boolean isSymbol(int c) {
        int type = Character.getType(c);
        return type == Character.MATH_SYMBOL || type == Character.CURRENCY_SYMBOL || type == Character.OTHER_SYMBOL;
    }

    private static String folded(String text) {
        return isAscii(text) ? text : Normalizer.normalize(text, Normalizer.Form.NFKD);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static long hash(CharSequence word) {
        long hash = word.length();
        for (int i = 0; i < word.length(); i++) {
            hash = (hash ^ word.charAt(i)) * 0x100000001B3L; // FNV-1a
        }
        return Hash64.mix(hash);
    }

    private static final class HashList {

        private long[] values = new long[64];
        private int size;

        void add(long value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size++] = value;
        }

        long[] toArray() {
            return Arrays.copyOf(values, size);
        }
    }
}
