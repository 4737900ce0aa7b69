package dev.whetstone.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.engine.format.ByteAlphabet;
import dev.whetstone.engine.format.ModelFormatException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;

/** The bytes each token stands for. Control tokens stand for none. Bytes of several tokens may form one character. */
final class TokenBytes {

    private static final byte[] NONE = {};
    /** Ids that no token has, at most: a table is made for all of them. */
    private static final int MOST_GAPS = 1 << 16;

    private final byte[][] bytes;
    private final boolean dropsFirstSpace;

    private TokenBytes(byte[][] bytes, boolean dropsFirstSpace) {
        this.bytes = bytes;
        this.dropsFirstSpace = dropsFirstSpace;
    }

    static TokenBytes of(TokenizerJson tokenizer) {
        return switch (decoder(tokenizer)) {
            case "ByteLevel" -> new TokenBytes(table(tokenizer, TokenBytes::byteLevel), false);
            case "Metaspace" -> new TokenBytes(table(tokenizer, TokenBytes::sentencePiece), true);
            case "Sequence" -> new TokenBytes(table(tokenizer, TokenBytes::sentencePiece), stripsFirst(tokenizer));
            case String other ->
                throw new ModelFormatException(
                        tokenizer.file(),
                        "decoder",
                        "type " + other + " is not supported",
                        "Supported are ByteLevel, Metaspace and the sequence of SentencePiece tokenizers");
        };
    }

    int size() {
        return bytes.length;
    }

    /** Empty for control tokens and for ids beyond the vocabulary: embeddings are often padded. */
    byte[] of(int id) {
        if (id < 0) {
            throw new IllegalArgumentException("token id " + id + " is negative");
        }
        return id < bytes.length && bytes[id] != null ? bytes[id] : NONE;
    }

    /** SentencePiece begins every text with a space that is not part of it. */
    boolean dropsFirstSpace() {
        return dropsFirstSpace;
    }

    private static String decoder(TokenizerJson tokenizer) {
        return tokenizer.json().path("decoder").path("type").asText("none");
    }

    private static boolean stripsFirst(TokenizerJson tokenizer) {
        boolean strips = false;
        for (JsonNode step : tokenizer.json().path("decoder").path("decoders")) {
            switch (step.path("type").asText()) {
                case "Replace", "ByteFallback", "Fuse" -> {}
                case "Strip" -> strips = step.path("start").asInt() > 0;
                case String other ->
                    throw new ModelFormatException(
                            tokenizer.file(),
                            "decoder",
                            "step " + other + " is not supported",
                            "Supported are Replace, ByteFallback, Fuse and Strip");
            }
        }
        return strips;
    }

    private static byte[][] table(TokenizerJson tokenizer, Function<String, byte[]> decode) {
        byte[][] table = new byte[1024][];
        int size = 0;
        JsonNode vocabulary = tokenizer.vocabulary();
        if (vocabulary.isObject()) {
            for (var entry : vocabulary.properties()) {
                int id = id(tokenizer, entry.getKey(), entry.getValue());
                table = put(table, id, decode.apply(entry.getKey()));
                size = Math.max(size, id + 1);
            }
        } else {
            for (JsonNode piece : vocabulary) { // Unigram: [piece, score], the id is the position
                table = put(table, size++, decode.apply(piece.path(0).asText()));
            }
        }
        for (TokenizerJson.AddedToken token : tokenizer.addedTokens()) {
            int id = id(tokenizer, token.content(), com.fasterxml.jackson.databind.node.IntNode.valueOf(token.id()));
            table = put(table, id, token.special() ? NONE : decode.apply(token.content()));
            size = Math.max(size, id + 1);
        }
        return Arrays.copyOf(table, size);
    }

    private static int id(TokenizerJson tokenizer, String token, JsonNode id) {
        int most = tokenizer.vocabulary().size()
                + tokenizer.json().path("added_tokens").size()
                + MOST_GAPS;
        if (!id.isInt() || id.intValue() < 0 || id.intValue() >= most) {
            throw new ModelFormatException(
                    tokenizer.file(), "token " + token, id + " is not a token id", "Save the tokenizer again");
        }
        return id.intValue();
    }

    private static byte[][] put(byte[][] table, int id, byte[] bytes) {
        byte[][] roomy = id < table.length ? table : Arrays.copyOf(table, Math.max(id + 1, table.length * 2));
        roomy[id] = bytes;
        return roomy;
    }

    /** Every character stands for a byte; a token with any other character stands for itself, as in the library. */
    private static byte[] byteLevel(String token) {
        byte[] bytes = new byte[token.length()];
        for (int i = 0; i < bytes.length; i++) {
            int value = ByteAlphabet.valueOf(token.charAt(i));
            if (value < 0) {
                return token.getBytes(StandardCharsets.UTF_8);
            }
            bytes[i] = (byte) value;
        }
        return bytes;
    }

    private static byte[] sentencePiece(String token) {
        if (token.matches("<0x[0-9A-Fa-f]{2}>")) {
            return new byte[] {(byte) Integer.parseInt(token.substring(3, 5), 16)};
        }
        return token.replace('\u2581', ' ').getBytes(StandardCharsets.UTF_8);
    }
}
