package dev.whetstone.artifacts.s3;

import static dev.whetstone.artifacts.Content.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.artifacts.ArtifactException;
import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.PartFile;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** The cache alone: no server is needed for it. */
class ArtifactCacheTest {

    private static final int SIZE = 1 << 20;
    private static final long BUDGET = 4L * SIZE;

    @TempDir
    Path root;

    ArtifactCache cache;

    @BeforeEach
    void open() {
        cache = new ArtifactCache(root, BUDGET);
    }

    @Test
    void whatIsKeptIsFoundAgainAlsoByAnotherProcess() throws IOException {
        byte[] first = read(keep(1));

        assertThat(first).isEqualTo(content(1));
        assertThat(read(cache.find(ref(1)).orElseThrow())).isEqualTo(content(1));
        assertThat(read(new ArtifactCache(root, BUDGET).find(ref(1)).orElseThrow()))
                .isEqualTo(content(1));
        assertThat(cache.find(ref(2))).isEmpty();
    }

    @Test
    void whatWasUsedLongestAgoIsEvicted() throws IOException {
        // Given: the oldest of four has just been used again
        for (int i = 1; i <= 4; i++) {
            keep(i).close();
            Files.setLastModifiedTime(file(i), FileTime.from(Instant.now().minusSeconds(100 - i)));
        }
        cache.find(ref(1)).orElseThrow().close();

        // When
        keep(5).close();

        // Then: it is a tenth below its budget
        assertThat(cached()).containsExactly(1, 4, 5);
    }

    @Test
    void theBudgetHoldsForWhatOtherProcessesHaveAdded() throws IOException {
        for (int i = 1; i <= 4; i++) {
            keep(i).close();
            Files.setLastModifiedTime(file(i), FileTime.from(Instant.now().minusSeconds(100 - i)));
        }

        new ArtifactCache(root, 2L * SIZE);

        assertThat(cached()).containsExactly(4);
    }

    @Test
    void aFileInUseIsReadToItsEndWhenItIsEvicted() throws IOException {
        keep(1).close();
        try (InputStream reader = cache.find(ref(1)).orElseThrow()) {
            byte[] begin = reader.readNBytes(100);
            for (int i = 2; i <= 9; i++) {
                keep(i).close();
            }

            assertThat(cached()).doesNotContain(1);
            assertThat(begin).isEqualTo(Arrays.copyOf(content(1), 100));
            assertThat(reader.readAllBytes()).isEqualTo(Arrays.copyOfRange(content(1), 100, SIZE));
        }
    }

    @Test
    void aDamagedFileIsForgotten() throws IOException {
        keep(1).close();
        byte[] damaged = content(1);
        damaged[SIZE / 2] ^= 1;
        Files.write(file(1), damaged);

        assertThat(cache.find(ref(1))).isEmpty();
        assertThat(file(1)).doesNotExist();
        assertThat(read(keep(1))).isEqualTo(content(1));
    }

    @Test
    void aFileCutShortByACrashIsForgotten() throws IOException {
        keep(1).close();
        Files.write(file(1), new byte[0]);

        assertThat(cache.find(ref(1))).isEmpty();
        assertThat(file(1)).doesNotExist();
    }

    @Test
    void whatIsLargerThanTheCacheIsReadAndNotKept() throws IOException {
        cache = new ArtifactCache(root, SIZE - 1);

        assertThat(read(keep(1))).isEqualTo(content(1));
        assertThat(files(root)).isEmpty();
    }

    @Test
    void smallFilesCannotFillADiskWithNames() throws IOException {
        cache = new ArtifactCache(root, 10 << 16);

        for (int i = 0; i < 100; i++) {
            keep(("small " + i).getBytes()).close();
        }

        assertThat(files(root)).hasSizeBetween(9, 10);
    }

    @Test
    void aCacheThatCannotBeWrittenToSaysSo() throws IOException {
        cache.requireWritable();
        Files.delete(root.resolve("incoming"));

        assertThatThrownBy(cache::requireWritable)
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining(root.toString())
                .hasMessageContaining("cache-directory");
    }

    private InputStream keep(int number) throws IOException {
        return keep(content(number));
    }

    private InputStream keep(byte[] content) throws IOException {
        try (PartFile part = cache.newPart(Digest.sha256())) {
            part.write(content);
            return cache.keep(part, ArtifactStore.reference(Digest.of(content), content.length));
        }
    }

    private List<Integer> cached() {
        return List.of(1, 2, 3, 4, 5, 6, 7, 8, 9).stream()
                .filter(number -> Files.exists(file(number)))
                .toList();
    }

    private Path file(int number) {
        String hex = ref(number).digest().hex();
        return root.resolve("sha256").resolve(hex.substring(0, 2)).resolve(hex);
    }

    private static ArtifactRef ref(int number) {
        return ArtifactStore.reference(Digest.of(content(number)), SIZE);
    }

    private static byte[] content(int number) {
        byte[] bytes = new byte[SIZE];
        Arrays.fill(bytes, (byte) number);
        return bytes;
    }

    private static byte[] read(InputStream in) throws IOException {
        try (in) {
            return in.readAllBytes();
        }
    }
}
