package dev.whetstone.dataset.split;

import dev.whetstone.contracts.Digest;
import dev.whetstone.dataset.ingest.IngestedRow;

import java.nio.charset.StandardCharsets;

/** By what a row is known from version to version: its group, else its prompt. */
public final class SplitKey {

    private SplitKey() {}

    /** 64 hexadecimal digits. */
    public static String of(IngestedRow row) {
        String name = row.group().isEmpty() ? "prompt " + row.promptKey().hex() : "group " + row.group();
        return hash(name);
    }

    /** The place of a key in the order of a salt: SHA-256(salt ‖ key). */
    static String order(String salt, String key) {
        return hash(salt + key);
    }

    private static String hash(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
    }
}
