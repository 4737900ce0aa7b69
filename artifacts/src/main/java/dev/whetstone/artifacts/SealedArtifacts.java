package dev.whetstone.artifacts;

import com.google.crypto.tink.HybridDecrypt;
import com.google.crypto.tink.HybridEncrypt;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.streamingaead.PredefinedStreamingAeadParameters;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;

/**
 * Artifacts that only the holder of one private key can read: a {@link SealedHeader}, then the content under a fresh AES-256-GCM
 * streaming key (Hoang, Reyhanitabar, Rogaway, Vizár 2015), which HPKE wraps for the recipient. Both are bound to the header, so no part can
 * be swapped for another artifact's. Sealing is randomised: the same content sealed twice has two digests.
 */
public final class SealedArtifacts {

    private final ArtifactStore store;

    public SealedArtifacts(ArtifactStore store) {
        SealingKeys.register();
        this.store = store;
    }

    public ArtifactRef seal(InputStream plain, PublicSealingKey recipient) {
        return seal(plain::transferTo, recipient);
    }

    public ArtifactRef seal(ContentWriter plain, PublicSealingKey recipient) {
        try {
            KeysetHandle contentKey = KeysetHandle.generateNew(PredefinedStreamingAeadParameters.AES256_GCM_HKDF_1MB);
            byte[] context = SealedHeader.context(recipient.fingerprint());
            byte[] wrapped = recipient
                    .handle()
                    .getPrimitive(RegistryConfiguration.get(), HybridEncrypt.class)
                    .encrypt(TinkProtoKeysetFormat.serializeKeyset(contentKey, InsecureSecretKeyAccess.get()), context);
            SealedHeader header = new SealedHeader(recipient.fingerprint(), wrapped);
            StreamingAead cipher = contentKey.getPrimitive(RegistryConfiguration.get(), StreamingAead.class);
            return store.write(out -> encrypt(plain, header, cipher, out));
        } catch (GeneralSecurityException e) {
            throw new SealedArtifactException("cannot seal to " + recipient + ": " + e.getMessage(), e);
        }
    }

    private static void encrypt(ContentWriter plain, SealedHeader header, StreamingAead cipher, OutputStream out)
            throws IOException {
        byte[] associated = header.toBytes();
        out.write(associated);
        try (OutputStream encrypting = cipher.newEncryptingStream(new Unclosed(out), associated)) {
            plain.writeTo(encrypting);
        } catch (GeneralSecurityException e) {
            throw new SealedArtifactException("cannot encrypt: " + e.getMessage(), e);
        }
    }

    /** The plain content. A changed byte is an {@link ArtifactCorruptException} before any byte of its segment is returned. */
    public InputStream open(ArtifactRef ref, PrivateSealingKey key) {
        InputStream stored = store.open(ref);
        try {
            SealedHeader header = SealedHeader.read(stored, ref.digest());
            StreamingAead cipher = unwrap(ref.digest(), header, key);
            return new OpenedInputStream(cipher.newDecryptingStream(stored, header.toBytes()), ref.digest());
        } catch (IOException e) {
            throw new ArtifactException("cannot read " + ref.digest() + ": " + e, e);
        } catch (GeneralSecurityException e) {
            throw new SealedArtifactException(ref.digest() + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private static StreamingAead unwrap(Digest digest, SealedHeader header, PrivateSealingKey key)
            throws GeneralSecurityException {
        if (!header.recipient().equals(key.publicKey().fingerprint())) {
            throw new SealedArtifactException(digest + " is sealed to the key "
                    + header.recipient().brief() + ", but the key given is "
                    + key.publicKey().fingerprint().brief() + ": only the recipient's service can open it");
        }
        byte[] contentKey = key.handle()
                .getPrimitive(RegistryConfiguration.get(), HybridDecrypt.class)
                .decrypt(header.wrappedKey(), SealedHeader.context(header.recipient()));
        return TinkProtoKeysetFormat.parseKeyset(contentKey, InsecureSecretKeyAccess.get())
                .getPrimitive(RegistryConfiguration.get(), StreamingAead.class);
    }
}
