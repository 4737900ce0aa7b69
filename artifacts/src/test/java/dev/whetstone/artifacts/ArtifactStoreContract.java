package dev.whetstone.artifacts;

import static dev.whetstone.artifacts.Content.files;
import static dev.whetstone.artifacts.Content.noise;
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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** What every store holds to. Each kind of store runs it over the place that {@link #open} gives. */
public abstract class ArtifactStoreContract {

    @TempDir
    protected Path temporary;

    protected ArtifactStore store;

    /** A store over this test's place, as one more process would open it. */
    protected abstract ArtifactStore open() throws IOException;

    /** A store over another place. */
    protected abstract ArtifactStore openElsewhere() throws IOException;

    /** Every file that the store has made, finished or not. */
    protected abstract List<Path> stored() throws IOException;

    @BeforeEach
    void openStore() throws IOException {
        store = open();
    }

    @Test
    void whatIsPutIsReadBackUnderItsDigest() throws IOException {
        ArtifactRef ref = store.put("hello".getBytes(UTF_8));

        assertThat(ref.digest()).isEqualTo(Digest.of("hello".getBytes(UTF_8)));
        assertThat(ref.size()).isEqualTo(5);
        assertThat(ref.uri()).hasToString("artifact:/sha256/" + ref.digest().hex());
        assertThat(store.read(ref)).asString(UTF_8).isEqualTo("hello");
        try (InputStream in = open().open(ref)) {
            assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("hello");
        }
    }

    @Test
    void theSameBytesTwiceAreOneArtifact() throws IOException {
        ArtifactRef first = store.put(new byte[0]);
        ArtifactRef second = store.put(new ByteArrayInputStream(new byte[0]));

        assertThat(second).isEqualTo(first);
        assertThat(stored()).hasSize(1);
        assertThat(store.read(first)).isEmpty();
        assertThat(store.find(first.digest())).contains(first);
        assertThat(store.contains(Digest.of("other".getBytes(UTF_8)))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 50_000, 99_999})
    void aChangedByteIsAnErrorThatNamesTheDigest(int position) throws IOException {
        // Given
        ArtifactRef ref = store.put(noise(100_000));
        Path file = stored().getFirst();
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
        Files.write(stored().getFirst(), Arrays.copyOf(noise(100), length));

        assertThatThrownBy(() -> store.read(ref))
                .isInstanceOf(ArtifactCorruptException.class)
                .hasMessageContaining(ref.digest().value())
                .hasMessageContaining("expected 100 bytes");
    }

    @Test
    void anArtifactThatIsNotThereIsNamed() throws IOException {
        ArtifactRef elsewhere = openElsewhere().put(noise(3));

        assertThat(store.find(elsewhere.digest())).isEmpty();
        assertThatThrownBy(() -> store.read(elsewhere))
                .isInstanceOf(ArtifactMissingException.class)
                .hasMessageContaining(elsewhere.digest().value())
                .hasMessageContaining(store.toString());
    }

    @Test
    void bytesThatAreNotTheExpectedOnesAreNotStored() throws IOException {
        Digest expected = Digest.of("declared".getBytes(UTF_8));

        assertThatThrownBy(() -> store.put(new ByteArrayInputStream("sent".getBytes(UTF_8)), expected))
                .isInstanceOf(ArtifactCorruptException.class)
                .hasMessageContaining(expected.value());
        assertThat(stored()).isEmpty();
    }

    @Test
    void aSourceThatBreaksOffLeavesNothing() throws IOException {
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
        assertThat(stored()).isEmpty();
    }

    @Test
    void manyWritersOfOneDigestAllSucceed() throws Exception {
        byte[] content = noise(300_000);
        Callable<ArtifactRef> writer = () -> open().put(content);

        List<Future<ArtifactRef>> results;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            results = threads.invokeAll(
                    IntStream.range(0, 16).mapToObj(_ -> writer).toList());
        }

        for (Future<ArtifactRef> result : results) {
            assertThat(store.read(result.get())).isEqualTo(content);
        }
        assertThat(stored()).hasSize(1);
    }

    @Test
    void aReaderMayStopBeforeTheEnd() throws IOException {
        ArtifactRef ref = store.put(noise(100_000));

        try (InputStream in = store.open(ref)) {
            assertThat(in.readNBytes(10)).isEqualTo(Arrays.copyOf(noise(100_000), 10));
        }

        assertThat(store.read(ref)).isEqualTo(noise(100_000));
    }

    @Test
    void aTreeComesBackFileByFile() throws IOException {
        Path source = Files.createDirectories(temporary.resolve("tree"));
        Path target = temporary.resolve("copy");
        Files.createDirectories(source.resolve("sub"));
        Files.write(source.resolve("adapter_config.json"), "{}".getBytes(UTF_8));
        Files.write(source.resolve("sub/weights.safetensors"), noise(200_000));

        ArtifactRef tree = store.putTree(source);
        open().materialize(tree, target);

        assertThat(files(target)).hasSize(2);
        assertThat(target.resolve("sub/weights.safetensors")).hasBinaryContent(noise(200_000));
        assertThat(TreeDigest.of(target)).isEqualTo(tree.digest());
    }

    @Test
    void whatIsSealedIsOpenedByItsRecipient() throws IOException {
        PrivateSealingKey key = SealingKeys.generate();

        ArtifactRef sealed = new SealedArtifacts(store).seal(new ByteArrayInputStream(noise(5_000)), key.publicKey());

        try (InputStream plain = new SealedArtifacts(open()).open(sealed, key)) {
            assertThat(plain.readAllBytes()).isEqualTo(noise(5_000));
        }
    }
}
