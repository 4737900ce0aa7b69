package dev.whetstone.artifacts;

import dev.whetstone.contracts.Digest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The start of a sealed artifact: {@code WHETSEA1}, 32 bytes SHA-256 of the recipient's public key, two bytes length of the wrapped content
 * key, the wrapped content key.
 */
record SealedHeader(Digest recipient, byte[] wrappedKey) {

    private static final byte[] MAGIC = "WHETSEA1".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGEST_BYTES = 32;
    private static final int MAX_WRAPPED_KEY_BYTES = 4096;

    /** What HPKE binds the wrapped key to. */
    static byte[] context(Digest recipient) {
        return ("whetstone sealed artifact v1 " + recipient).getBytes(StandardCharsets.US_ASCII);
    }

    static SealedHeader read(InputStream in, Digest artifact) throws IOException {
        byte[] fixed = in.readNBytes(MAGIC.length + DIGEST_BYTES + Short.BYTES);
        if (fixed.length < MAGIC.length || !Arrays.equals(fixed, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new SealedArtifactException(artifact + " is not a sealed artifact: it does not start with WHETSEA1");
        }
        if (fixed.length < MAGIC.length + DIGEST_BYTES + Short.BYTES) {
            throw new ArtifactCorruptException(artifact, "it ends within the header of a sealed artifact");
        }
        ByteBuffer header = ByteBuffer.wrap(fixed, MAGIC.length, fixed.length - MAGIC.length);
        byte[] recipient = new byte[DIGEST_BYTES];
        header.get(recipient);
        int length = Short.toUnsignedInt(header.getShort());
        byte[] wrapped = in.readNBytes(Math.min(length, MAX_WRAPPED_KEY_BYTES + 1));
        if (length > MAX_WRAPPED_KEY_BYTES || wrapped.length < length) {
            throw new ArtifactCorruptException(artifact, "its wrapped key claims " + length + " bytes");
        }
        return new SealedHeader(new Digest("sha256:" + HexFormat.of().formatHex(recipient)), wrapped);
    }

    byte[] toBytes() {
        return ByteBuffer.allocate(MAGIC.length + DIGEST_BYTES + Short.BYTES + wrappedKey.length)
                .put(MAGIC)
                .put(HexFormat.of().parseHex(recipient.hex()))
                .putShort((short) wrappedKey.length)
                .put(wrappedKey)
                .array();
    }
}
