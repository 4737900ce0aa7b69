package dev.whetstone.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class DirectoryArtifactStoreTest {

    @TempDir
    Path root;

    DirectoryArtifactStore store;

    @BeforeEach
    void open() {
        store = new DirectoryArtifactStore(root);
    }

    @Test
    void whatIsPutIsReadBackUnderItsDigest() throws IOException {
        ArtifactRef ref = store.put("hello".getBytes(UTF_8));

        assertThat(ref.digest()).isEqualTo(Digest.of("hello".getBytes(UTF_8)));
        assertThat(ref.size()).isEqualTo(5);
        assertThat(ref.uri()).hasToString("artifact:/sha256/" + ref.digest().hex());
        assertThat(store.read(ref)).asString(UTF_8).isEqualTo("hello");
        try (InputStream in = store.open(ref)) {
            assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("hello");
        }
    }

    @Test
    void theSameBytesTwiceAreOneArtifact() {
        ArtifactRef first = store.put(new byte[0]);
        ArtifactRef second = store.put(new ByteArrayInputStream(new byte[0]));

        assertThat(second).isEqualTo(first);
        assertThat(files(root)).hasSize(1);
        assertThat(store.find(first.digest())).contains(first);
        assertThat(store.contains(Digest.of("other".getBytes(UTF_8)))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 50_000, 99_999})
    void aChangedByteIsAnErrorThatNamesTheDigest(int position) throws IOException {
        // Given
        ArtifactRef ref = store.put(noise(100_000));
        Path file = files(root).getFirst();
        byte[] bytes = Files.readAllBytes(file);
        bytes[position] ^= 1;
        Files.write(file, bytes);

        // When, Then
        assertThatThrownBy(() -> store.read(ref))
                .isInstanceOf(ArtifactCorruptException.class)
                .hasMessageContaining(ref.digest().value())
                .hasMessageContaining("hash to");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 99, 101})
    void aFileCutShortOrGrownIsAnErrorThatNamesTheDigest(int length) throws IOException {
        ArtifactRef ref = store.put(noise(100));
        Files.write(files(root).getFirst(), java.util.Arrays.copyOf(noise(100), length));

        assertThatThrownBy(() -> store.read(ref))
                .isInstanceOf(ArtifactCorruptException.class)
                .hasMessageContaining(ref.digest().value())
                .hasMessageContaining("expected 100 bytes");
    }

    @Test
    void puttingTheBytesAgainMendsADamagedFile() throws IOException {
        ArtifactRef ref = store.put(noise(100));
        Files.write(files(root).getFirst(), new byte[100]);

        store.put(noise(100));

        assertThat(store.read(ref)).isEqualTo(noise(100));
    }

    @Test
    void anArtifactThatIsNotThereIsNamed() {
        ArtifactRef elsewhere = new DirectoryArtifactStore(root.resolve("other")).put(noise(3));

        assertThatThrownBy(() -> store.read(elsewhere))
                .isInstanceOf(ArtifactMissingException.class)
                .hasMessageContaining(elsewhere.digest().value())
                .hasMessageContaining(root.toString());
    }

    @Test
    void aLinkInTheStoreIsNotFollowed(@TempDir Path elsewhere) throws IOException {
        ArtifactRef ref = store.put(noise(10));
        Path file = files(root).getFirst();
        Path secret = Files.write(elsewhere.resolve("secret"), noise(10));
        Files.delete(file);
        Files.createSymbolicLink(file, secret);

        assertThat(store.find(ref.digest())).isEmpty();
        assertThatThrownBy(() -> store.read(ref)).isInstanceOf(ArtifactException.class);
    }

    @Test
    void bytesThatAreNotTheExpectedOnesAreNotStored() {
        Digest expected = Digest.of("declared".getBytes(UTF_8));

        assertThatThrownBy(() -> store.put(new ByteArrayInputStream("sent".getBytes(UTF_8)), expected))
                .isInstanceOf(ArtifactCorruptException.class)
                .hasMessageContaining(expected.value());
        assertThat(files(root)).isEmpty();
    }

    @Test
    void aSourceThatBreaksOffLeavesNothing() {
        InputStream breaking = new SequenceInputStream(new ByteArrayInputStream(noise(100_000)), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        });

        assertThatThrownBy(() -> store.put(breaking))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("connection reset")
                .hasMessageContaining("nothing was stored");
        assertThat(files(root)).isEmpty();
    }

    @Test
    void manyWritersOfOneDigestAllSucceed() throws Exception {
        byte[] content = noise(300_000);
        Callable<ArtifactRef> writer = () -> new DirectoryArtifactStore(root).put(content);

        List<Future<ArtifactRef>> results;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            results = threads.invokeAll(
                    IntStream.range(0, 16).mapToObj(_ -> writer).toList());
        }

        for (Future<ArtifactRef> result : results) {
            assertThat(store.read(result.get())).isEqualTo(content);
        }
        assertThat(files(root)).hasSize(1);
    }

    static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    static List<Path> files(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
