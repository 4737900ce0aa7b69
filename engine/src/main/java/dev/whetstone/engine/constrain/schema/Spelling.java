package dev.whetstone.engine.constrain.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.TextNode;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The one way in which a fixed value or a name is written: compact, with escapes only where JSON needs them.
 *
 * @param writable bytes that the tokenizer has a token of their own for
 */
record Spelling(BitSet writable) {

    /** The value at a place as bytes of UTF-8. */
    byte[] of(Place value) {
        try {
            return checked(value, SchemaText.MAPPER.writeValueAsString(value.node()));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name of the property at a place as it stands after its opening quotation mark, the closing one included. */
    byte[] ofName(Place property) {
        byte[] quoted = checked(property, TextNode.valueOf(property.step()).toString());
        return Arrays.copyOfRange(quoted, 1, quoted.length);
    }

    private byte[] checked(Place place, String text) {
        byte[] bytes = utf8(place, text);
        for (byte each : bytes) {
            if (!writable.get(each & 0xFF)) {
                throw place.refuse(
                        "the model's tokenizer has no token for the byte %02X in it".formatted(each & 0xFF),
                        "Use other characters");
            }
        }
        return bytes;
    }

    private static byte[] utf8(Place place, String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8
                    .newEncoder()
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(text));
            return Arrays.copyOf(encoded.array(), encoded.limit());
        } catch (CharacterCodingException e) {
            throw place.refuse("it holds half a surrogate pair, which UTF-8 cannot write", "Use whole characters");
        }
    }
}
