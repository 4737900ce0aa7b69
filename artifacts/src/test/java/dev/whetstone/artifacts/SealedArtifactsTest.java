package dev.whetstone.artifacts;

import static dev.whetstone.artifacts.Content.noise;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.contracts.ArtifactRef;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;

class SealedArtifactsTest {

    @TempDir
    Path root;

    DirectoryArtifactStore store;
    SealedArtifacts sealed;
    PrivateSealingKey key;

    @BeforeEach
    void open() {
        store = new DirectoryArtifactStore(root.resolve("store"));
        sealed = new SealedArtifacts(store);
        key = SealingKeys.generate();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3_500_000})
    void theRecipientReadsWhatWasSealed(int length) throws IOException {
        ArtifactRef ref = sealed.seal(new ByteArrayInputStream(noise(length)), key.publicKey());

        assertThat(open(ref, key)).isEqualTo(noise(length));
    }

    @Test
    void theStoreHoldsNothingReadable() {
        ArtifactRef ref = seal("the held-out answer");

        assertThat(new String(store.read(ref), java.nio.charset.StandardCharsets.ISO_8859_1))
                .startsWith("WHETSEA1")
                .doesNotContain("held-out");
    }

    @Test
    void sealingTwiceGivesTwoArtifacts() {
        assertThat(seal("same").digest()).isNotEqualTo(seal("same").digest());
    }

    @Test
    void anotherKeyIsToldWhoseArtifactItIs() {
        ArtifactRef ref = seal("test split");
        PrivateSealingKey other = SealingKeys.generate();

        assertThatThrownBy(() -> open(ref, other))
                .isInstanceOf(SealedArtifactException.class)
                .hasMessageContaining(ref.digest().value())
                .hasMessageContaining(key.publicKey().fingerprint().brief())
                .hasMessageContaining(other.publicKey().fingerprint().brief());
    }

    @Test
    void anotherKeyThatPretendsToBeTheRecipientOpensNothing() {
        PrivateSealingKey other = SealingKeys.generate();
        byte[] bytes = store.read(seal("test split"));
        byte[] fingerprint = java.util.HexFormat.of()
                .parseHex(other.publicKey().fingerprint().hex());
        System.arraycopy(fingerprint, 0, bytes, 8, fingerprint.length);

        assertThatThrownBy(() -> open(store.put(bytes), other))
                .isInstanceOf(SealedArtifactException.class)
                .hasMessageContaining("cannot be opened");
    }

    @Test
    void aPlainArtifactIsNotSealed() {
        ArtifactRef plain = store.put("{\"id\":1}".getBytes(UTF_8));

        assertThatThrownBy(() -> open(plain, key)).hasMessageContaining("is not a sealed artifact");
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 40, 41, 60, -1, -40})
    void aForgedByteIsNeverDecrypted(int position) {
        byte[] bytes = store.read(seal("an answer that must not change"));
        bytes[position < 0 ? bytes.length + position : position] ^= 1;
        ArtifactRef forged = store.put(bytes);

        assertThatThrownBy(() -> open(forged, key))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining(forged.digest().value());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 41, 100, 200})
    void anArtifactCutShortIsCorrupt(int length) {
        ArtifactRef cut = store.put(Arrays.copyOf(store.read(seal("x".repeat(200))), length));

        assertThatThrownBy(() -> open(cut, key))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining(cut.digest().value());
    }

    @Test
    void aContentOfAnotherArtifactDoesNotFitTheHeader() {
        byte[] first = store.read(seal("first"));
        byte[] second = store.read(seal("other"));
        System.arraycopy(second, second.length - 21, first, first.length - 21, 21);

        assertThatThrownBy(() -> open(store.put(first), key)).isInstanceOf(ArtifactCorruptException.class);
    }

    @Test
    void keysSurviveTheirFiles() throws IOException {
        key.write(root.resolve("keys/private.json"));
        key.publicKey().write(root.resolve("keys/public.json"));
        PublicSealingKey recipient = PublicSealingKey.read(root.resolve("keys/public.json"));

        ArtifactRef ref = sealed.seal(new ByteArrayInputStream(noise(9)), recipient);

        assertThat(open(ref, PrivateSealingKey.read(root.resolve("keys/private.json"))))
                .isEqualTo(noise(9));
        assertThat(recipient).isEqualTo(key.publicKey());
    }

    @Test
    void aPrivateKeyIsItsOwnersOnly() throws IOException {
        Path file = root.resolve("private.json");
        key.write(file);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> PrivateSealingKey.read(file)).hasMessageContaining("chmod 600");
    }

    /** Kubernetes mounts a secret's file as a link to one of root's that a pod reads through its group: root:10001, r--r-----. */
    @Test
    void aPrivateKeyMountedFromASecretIsReadThroughItsGroup() throws IOException {
        Path data = Files.createDirectories(root.resolve("..2026_11_23"));
        key.write(data.resolve("key.json"));
        Files.setPosixFilePermissions(data.resolve("key.json"), PosixFilePermissions.fromString("r--r-----"));
        Files.createSymbolicLink(root.resolve("..data"), data);
        Path mounted = Files.createSymbolicLink(root.resolve("key.json"), Path.of("..data/key.json"));

        assertThat(PrivateSealingKey.read(mounted).publicKey()).isEqualTo(key.publicKey());

        Files.setPosixFilePermissions(data.resolve("key.json"), PosixFilePermissions.fromString("r--r--r--"));
        assertThatThrownBy(() -> PrivateSealingKey.read(mounted)).hasMessageContaining("open to other users");
    }

    @Test
    void noKeyIsAClearError() throws IOException {
        Path nowhere = root.resolve("nowhere.json");
        Path notAKey = Files.writeString(root.resolve("not-a-key.json"), "{}");
        Files.setPosixFilePermissions(notAKey, PosixFilePermissions.fromString("rw-------"));
        key.publicKey().write(root.resolve("public.json"));
        Files.setPosixFilePermissions(root.resolve("public.json"), PosixFilePermissions.fromString("rw-------"));

        assertThatThrownBy(() -> PrivateSealingKey.read(nowhere))
                .isInstanceOf(SealedArtifactException.class)
                .hasMessageContaining("no private sealing key at " + nowhere);
        assertThatThrownBy(() -> PublicSealingKey.read(nowhere)).hasMessageContaining("no public sealing key");
        assertThatThrownBy(() -> PrivateSealingKey.read(notAKey)).hasMessageContaining("is not a private sealing key");
        assertThatThrownBy(() -> PrivateSealingKey.read(root.resolve("public.json")))
                .hasMessageContaining("is not a private sealing key");
        assertThat(key.toString()).doesNotContain("{");
    }

    private ArtifactRef seal(String text) {
        return sealed.seal(new ByteArrayInputStream(text.getBytes(UTF_8)), key.publicKey());
    }

    private byte[] open(ArtifactRef ref, PrivateSealingKey with) throws IOException {
        try (InputStream in = sealed.open(ref, with)) {
            return in.readAllBytes();
        }
    }
}
