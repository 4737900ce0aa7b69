package dev.whetstone.engine.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of content: {@code sha256:} and 64 lower-case hexadecimal digits, as {@code sha256sum} gives them. */
public final class Sha256 {

    private Sha256() {}

    /** Of the text in UTF-8. */
    public static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public static String of(byte[] bytes) {
        return name(sha256().digest(bytes));
    }

    /** The 64 digits alone. */
    public static String digits(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    /** @throws UncheckedIOException when the file cannot be read */
    public static String of(Path file) {
        MessageDigest hash = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), hash));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
        return name(hash.digest());
    }

    /** For content that comes in pieces; {@link #name(MessageDigest)} ends it. */
    public static MessageDigest begin() {
        return sha256();
    }

    public static String name(MessageDigest whole) {
        return name(whole.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String name(byte[] digest) {
        return "sha256:" + HexFormat.of().formatHex(digest);
    }
}
