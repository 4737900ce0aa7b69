package dev.whetstone.engine.constrain;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Small vocabularies: every byte as a token of its own (the id is the byte), the end of a completion, and further tokens. */
public final class Vocabularies {

    public static final int END = 256;

    private Vocabularies() {}

    public static Constraints bytes(String... more) {
        List<byte[]> tokens = new ArrayList<>();
        for (String each : more) {
            tokens.add(each.getBytes(StandardCharsets.UTF_8));
        }
        return bytes(tokens);
    }

    public static Constraints bytes(List<byte[]> more) {
        return new Constraints(vocabulary(more));
    }

    static Vocabulary vocabulary(List<byte[]> more) {
        List<byte[]> tokens = new ArrayList<>();
        for (int value = 0; value < 256; value++) {
            tokens.add(new byte[] {(byte) value});
        }
        tokens.add("<end>".getBytes(StandardCharsets.UTF_8));
        tokens.addAll(more);
        return new Vocabulary(tokens.toArray(byte[][]::new), List.of(END));
    }
}
