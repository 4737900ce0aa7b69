package dev.whetstone.artifacts;

import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.hybrid.HpkeParameters;
import com.google.crypto.tink.hybrid.HybridConfig;
import com.google.crypto.tink.streamingaead.StreamingAeadConfig;

import java.security.GeneralSecurityException;

/** Makes recipients' key pairs: HPKE (RFC 9180) with X25519, HKDF-SHA256 and AES-256-GCM. */
public final class SealingKeys {

    private SealingKeys() {}

    public static PrivateSealingKey generate() {
        register();
        try {
            return new PrivateSealingKey(KeysetHandle.generateNew(HpkeParameters.builder()
                    .setKemId(HpkeParameters.KemId.DHKEM_X25519_HKDF_SHA256)
                    .setKdfId(HpkeParameters.KdfId.HKDF_SHA256)
                    .setAeadId(HpkeParameters.AeadId.AES_256_GCM)
                    .setVariant(HpkeParameters.Variant.TINK)
                    .build()));
        } catch (GeneralSecurityException e) {
            throw new SealedArtifactException("this Java cannot make a sealing key: " + e, e);
        }
    }

    static void register() {
        try {
            HybridConfig.register();
            StreamingAeadConfig.register();
        } catch (GeneralSecurityException e) {
            throw new SealedArtifactException("this Java lacks the ciphers for sealed artifacts: " + e, e);
        }
    }
}
