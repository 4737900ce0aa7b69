package dev.whetstone.engine.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Turns token ids into text as they come; bytes that do not yet make a whole character wait for the next id. For one thread. */
public final class TextDecoder {

    private final TokenBytes tokens;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private ByteBuffer waiting = ByteBuffer.allocate(0);
    private boolean first = true;

    TextDecoder(TokenBytes tokens) {
        this.tokens = tokens;
    }

    /** The text that this id completes; often a word, sometimes nothing. */
    public String next(int id) {
        byte[] bytes = tokens.of(id);
        if (bytes.length == 0) {
            return "";
        }
        String text = decode(bytes, false);
        if (first && !text.isEmpty()) {
            first = false;
            return tokens.dropsFirstSpace() && text.startsWith(" ") ? text.substring(1) : text;
        }
        return text;
    }

    /** What was still waiting: an unfinished character is replaced. */
    public String finish() {
        String rest = decode(new byte[0], true);
        utf8.reset();
        waiting = ByteBuffer.allocate(0);
        first = true;
        return rest;
    }

    private String decode(byte[] bytes, boolean last) {
        ByteBuffer input = ByteBuffer.allocate(waiting.remaining() + bytes.length)
                .put(waiting)
                .put(bytes)
                .flip();
        CharBuffer output = CharBuffer.allocate(input.remaining() + 1);
        utf8.decode(input, output, last);
        waiting = input;
        return output.flip().toString();
    }
}
