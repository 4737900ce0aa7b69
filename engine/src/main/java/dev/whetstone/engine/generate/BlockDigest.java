package dev.whetstone.engine.generate;

import dev.whetstone.engine.format.Sha256;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Names what a full block of the key-value cache holds: SHA-256 over the name of the block before it and its own tokens. What the first block
 * stands on names base and adapter, so that equal names mean the same weights and the same tokens from the first position on.
 */
record BlockDigest(long first, long second, long third, long fourth) {

    /**
     * What a sequence's first block stands on.
     *
     * @param base names the frozen weights and the number format they are computed in
     * @param adapter names the factors, empty for the base
     */
    static BlockDigest root(String base, String adapter) {
        return of((base + "\n" + adapter).getBytes(StandardCharsets.UTF_8));
    }

    /** Of the block behind this one, with these tokens. */
    BlockDigest next(int[] tokens, int from, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * Long.BYTES + count * Integer.BYTES)
                .putLong(first)
                .putLong(second)
                .putLong(third)
                .putLong(fourth);
        for (int i = from; i < from + count; i++) {
            bytes.putInt(tokens[i]);
        }
        return of(bytes.array());
    }

    private static BlockDigest of(byte[] bytes) {
        ByteBuffer digest = ByteBuffer.wrap(Sha256.begin().digest(bytes));
        return new BlockDigest(digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong());
    }
}
