package dev.whetstone.artifacts;

import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import dev.whetstone.contracts.Digest;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Objects;

/** To whom artifacts are sealed. Not secret. */
public final class PublicSealingKey {

    private final KeysetHandle handle;
    private final Digest fingerprint;

    PublicSealingKey(KeysetHandle handle) {
        this.handle = handle;
        this.fingerprint = fingerprintOf(handle);
    }

    public static PublicSealingKey read(Path file) {
        SealingKeys.register();
        try {
            return new PublicSealingKey(
                    TinkJsonProtoKeysetFormat.parseKeysetWithoutSecret(KeyFile.read(file, "public")));
        } catch (GeneralSecurityException e) {
            throw new SealedArtifactException(file + " is not a public sealing key: " + e.getMessage(), e);
        }
    }

    public void write(Path file) {
        try {
            KeyFile.write(file, TinkJsonProtoKeysetFormat.serializeKeysetWithoutSecret(handle), "rw-r--r--");
        } catch (GeneralSecurityException e) {
            throw new SealedArtifactException("the public sealing key cannot be written: " + e, e);
        }
    }

    /** Names the key pair in sealed artifacts and in messages. */
    public Digest fingerprint() {
        return fingerprint;
    }

    KeysetHandle handle() {
        return handle;
    }

    private static Digest fingerprintOf(KeysetHandle handle) {
        try {
            return Digest.of(TinkProtoKeysetFormat.serializeKeysetWithoutSecret(handle));
        } catch (GeneralSecurityException e) {
            throw new SealedArtifactException("not a public sealing key: " + e, e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicSealingKey key && key.fingerprint.equals(fingerprint);
    }

    @Override
    public int hashCode() {
        return Objects.hash(fingerprint);
    }

    @Override
    public String toString() {
        return "PublicSealingKey[" + fingerprint.brief() + "]";
    }
}
