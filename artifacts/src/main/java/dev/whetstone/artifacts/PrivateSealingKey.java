package dev.whetstone.artifacts;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;

import java.nio.file.Path;
import java.security.GeneralSecurityException;

/** Opens what was sealed to {@link #publicKey()}. Never printed; its file is closed to other users: to its owner, or to a group as a mounted secret is. */
public final class PrivateSealingKey {

    private final KeysetHandle handle;
    private final PublicSealingKey publicKey;

    PrivateSealingKey(KeysetHandle handle) throws GeneralSecurityException {
        this.handle = handle;
        this.publicKey = new PublicSealingKey(handle.getPublicKeysetHandle());
    }

    public static PrivateSealingKey read(Path file) {
        SealingKeys.register();
        KeyFile.requireHiddenFromOthers(file);
        try {
            return new PrivateSealingKey(TinkJsonProtoKeysetFormat.parseKeyset(
                    KeyFile.read(file, "private"), InsecureSecretKeyAccess.get()));
        } catch (GeneralSecurityException e) {
            // The cause may quote the text, and the text is the secret: it is left out on purpose.
            throw new SealedArtifactException(file + " is not a private sealing key");
        }
    }

    public void write(Path file) {
        try {
            KeyFile.write(
                    file,
                    TinkJsonProtoKeysetFormat.serializeKeyset(handle, InsecureSecretKeyAccess.get()),
                    "rw-------");
        } catch (GeneralSecurityException e) {
            throw new SealedArtifactException("the private sealing key cannot be written");
        }
    }

    public PublicSealingKey publicKey() {
        return publicKey;
    }

    KeysetHandle handle() {
        return handle;
    }

    @Override
    public String toString() {
        return "PrivateSealingKey[of " + publicKey.fingerprint().brief() + "]";
    }
}
