package dev.whetstone.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** SHA-256 of some bytes, written {@code sha256:} and 64 lower-case hexadecimal digits: the only name of immutable content. */
public record Digest(@JsonValue String value) implements Comparable<Digest> {

    private static final Pattern SHAPE = Pattern.compile("sha256:[0-9a-f]{64}");

    @JsonCreator
    public Digest {
        if (!isDigest(value)) {
            throw new IllegalArgumentException(
                    "digest: expected sha256: and 64 lower-case hexadecimal digits, but got '" + value + "'");
        }
    }

    public static boolean isDigest(String text) {
        return text != null && SHAPE.matcher(text).matches();
    }

    public static Digest of(byte[] content) {
        MessageDigest hash = sha256();
        hash.update(content);
        return of(hash);
    }

    /** All bytes up to the end of {@code content}, which stays open. */
    public static Digest of(InputStream content) throws IOException {
        MessageDigest hash = sha256();
        content.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), hash));
        return of(hash);
    }

    /** What {@code hash} has been fed so far; resets it. */
    public static Digest of(MessageDigest hash) {
        return new Digest("sha256:" + HexFormat.of().formatHex(hash.digest()));
    }

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The 64 hexadecimal digits alone. */
    public String hex() {
        return value.substring("sha256:".length());
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex());
    }

    /** Enough of it for a person to tell two apart: 12 hexadecimal digits. */
    public String brief() {
        return hex().substring(0, 12);
    }

    @Override
    public int compareTo(Digest other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
