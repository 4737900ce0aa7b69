package dev.whetstone.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.engine.format.ModelFormatException;
import dev.whetstone.engine.format.Sha256;
import dev.whetstone.engine.format.StrictJson;
import dev.whetstone.engine.template.Text;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Text to token ids and back, by the model's own {@code tokenizer.json}. Text is data: whatever it spells, it never becomes a
 * control token. Only what a chat template's author wrote does. Safe for use by many threads.
 */
public final class Tokenizer implements AutoCloseable {

    /** Characters that are encoded at once. With {@link LinearPattern} it keeps the library from giving up, which ends the process. */
    public static final int LONGEST_TEXT = 2_000_000;

    private static final String FILE_NAME = "tokenizer.json";

    private final ControlTokens controls;
    private final NativeTokenizer withControls;
    private final NativeTokenizer textOnly;
    private final TokenBytes bytes;
    private final String digest;

    private Tokenizer(
            ControlTokens controls,
            NativeTokenizer withControls,
            NativeTokenizer textOnly,
            TokenBytes bytes,
            String digest) {
        this.controls = controls;
        this.withControls = withControls;
        this.textOnly = textOnly;
        this.bytes = bytes;
        this.digest = digest;
    }

    /** @throws ModelFormatException when the directory has no usable {@code tokenizer.json} */
    public static Tokenizer open(Path directory) {
        Path file = directory.resolve(FILE_NAME);
        JsonNode json = StrictJson.readObject(file);
        TokenizerJson parsed = new TokenizerJson(file, json);
        TokenBytes bytes = TokenBytes.of(parsed);
        NativeTokenizer withControls = NativeTokenizer.of(file, parsed.unlimited());
        try {
            NativeTokenizer textOnly = NativeTokenizer.of(file, parsed.withoutControls());
            return new Tokenizer(ControlTokens.of(parsed), withControls, textOnly, bytes, Sha256.of(file));
        } catch (RuntimeException e) {
            withControls.close();
            throw e;
        }
    }

    /**
     * Ids of text from anywhere, without any control token.
     *
     * @throws IllegalArgumentException when it is longer than {@link #LONGEST_TEXT}
     */
    public int[] encode(String text) {
        requireShort(text);
        return controls.requireNone(textOnly.encode(text));
    }

    /**
     * Ids of a rendered chat: control tokens stand where the template's author wrote them, and nowhere else.
     *
     * @throws IllegalArgumentException when it is longer than {@link #LONGEST_TEXT}
     */
    public int[] encode(Text text) {
        requireShort(text.value());
        return new MarkedEncoding(controls, withControls, textOnly).encode(text);
    }

    private static void requireShort(String text) {
        if (text.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException("the text has " + text.length() + " characters, more than the "
                    + LONGEST_TEXT + " that are encoded at once: shorten it");
        }
    }

    /** Text of the ids; control tokens are left out, broken UTF-8 is replaced. */
    public String decode(int[] ids) {
        TextDecoder decoder = decoder();
        StringBuilder text = new StringBuilder();
        Arrays.stream(ids).forEach(id -> text.append(decoder.next(id)));
        return text.append(decoder.finish()).toString();
    }

    /** Text of the ids with the control tokens spelled out: for people to read, never to be encoded again. */
    public String spell(int[] ids) {
        TextDecoder decoder = decoder();
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(controls.findContent(id)
                    .map(control -> decoder.finish() + control)
                    .orElseGet(() -> decoder.next(id)));
        }
        return text.append(decoder.finish()).toString();
    }

    /** Decodes ids as they come, never in the middle of a character. */
    public TextDecoder decoder() {
        return new TextDecoder(bytes);
    }

    /** Largest id and one. The model's embedding may have more rows. */
    public int size() {
        return bytes.size();
    }

    /** What a token stands for; nothing for control tokens. Not to be changed. */
    public byte[] bytes(int id) {
        return bytes.of(id);
    }

    public OptionalInt findControlToken(String content) {
        return controls.find(content);
    }

    public boolean isControlToken(int id) {
        return controls.contains(id);
    }

    /** SHA-256 of its {@code tokenizer.json}. */
    public String digest() {
        return digest;
    }

    @Override
    public void close() {
        withControls.close();
        textOnly.close();
    }
}
