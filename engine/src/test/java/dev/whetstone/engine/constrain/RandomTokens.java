package dev.whetstone.engine.constrain;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Tokens as a tokenizer might have them, and worse: parts of JSON glued together, cut within characters. */
public final class RandomTokens {

    private static final List<String> PIECES = List.of(
            "{", "}", "[", "]", "\"", "\":", "\",", ",", ":", " ", "\n", "  ", "\\", "\\u", "\\n", "0", "1", "12", "-",
            ".", "e", "E+", "true", "null", "fal", "a", "b", "ab", "name", "x", "é", "世", "🙂", "d8", "00", "the ",
            "\t", "\u0000");

    private RandomTokens() {}

    public static List<byte[]> draw(SplittableRandom random, int count) {
        List<byte[]> tokens = new ArrayList<>();
        while (tokens.size() < count) {
            StringBuilder text = new StringBuilder();
            for (int pieces = 2 + random.nextInt(3); pieces > 0; pieces--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            byte[] whole = text.toString().getBytes(StandardCharsets.UTF_8);
            int from = random.nextInt(Math.min(3, whole.length));
            int to = whole.length - random.nextInt(Math.min(3, whole.length - from));
            tokens.add(java.util.Arrays.copyOfRange(whole, from, to));
        }
        return tokens;
    }
}
