package dev.whetstone.artifacts;

import static dev.whetstone.artifacts.Content.files;
import static dev.whetstone.artifacts.Content.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.contracts.ArtifactRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A disk that fails at every single call, one after the other: what is stored is whole, what is not leaves nothing. */
class DiskFailureTest {

    @TempDir
    Path root;

    @Test
    void noDiskSpaceIsSaidInWordsAndLeavesNothing() {
        Disk full = new Disk() {
            private long free = 150_000;

            @Override
            void write(FileChannel file, ByteBuffer bytes) throws IOException {
                free -= bytes.remaining();
                if (free < 0) {
                    throw new IOException("No space left on device");
                }
                super.write(file, bytes);
            }
        };
        DirectoryArtifactStore store = new DirectoryArtifactStore(root, full);

        assertThatThrownBy(() -> store.put(noise(200_000)))
                .isInstanceOf(ArtifactStoreFullException.class)
                .hasMessageContaining("no disk space")
                .hasMessageContaining("free some space");
        assertThat(files(root)).isEmpty();
    }

    @Test
    void aFailedForceIsNeverRetriedOnTheSameFile() {
        // Given: as Linux does it, the first force fails and any later one would succeed
        Map<FileChannel, Integer> forces = new HashMap<>();
        Disk lying = new Disk() {
            @Override
            void force(FileChannel file) throws IOException {
                if (forces.merge(file, 1, Integer::sum) == 1 && forces.size() == 1) {
                    throw new IOException("Input/output error");
                }
                super.force(file);
            }

            @Override
            void forceDirectory(Path directory) {}
        };
        DirectoryArtifactStore store = new DirectoryArtifactStore(root, lying);

        // When
        assertThatThrownBy(() -> store.put(noise(10)))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("Input/output error");
        assertThat(files(root)).isEmpty();

        // Then: the next put writes another file from the start
        ArtifactRef ref = store.put(noise(10));
        assertThat(store.read(ref)).isEqualTo(noise(10));
        assertThat(forces).hasSize(2).allSatisfy((_, count) -> assertThat(count).isEqualTo(1));
    }

    @Test
    void whicheverCallFailsTheStoreHoldsTheWholeArtifactOrNothing() {
        int call = 0;
        List<Boolean> stored = new ArrayList<>();
        boolean reached = true;
        while (reached) {
            Path directory = root.resolve("store" + call);
            FailingDisk disk = new FailingDisk();
            DirectoryArtifactStore store = new DirectoryArtifactStore(directory, disk);
            disk.failAt(call++);

            reached = attempt(store);

            assertThat(files(directory).size()).isLessThanOrEqualTo(1);
            for (Path file : files(directory)) {
                assertThat(file).hasBinaryContent(noise(100_000));
            }
            stored.add(!files(directory).isEmpty());
        }
        assertThat(call).as("calls that can fail").isGreaterThan(6);
        assertThat(stored).contains(true, false);
    }

    private static boolean attempt(DirectoryArtifactStore store) {
        try {
            store.put(noise(100_000));
            return false;
        } catch (ArtifactException expected) {
            return true;
        }
    }

    /** Counts every call after {@link #failAt}, and fails one of them. */
    private static final class FailingDisk extends Disk {

        private int left = Integer.MAX_VALUE;

        void failAt(int call) {
            left = call;
        }

        private void count() throws IOException {
            if (left-- == 0) {
                throw new IOException("Input/output error");
            }
        }

        @Override
        FileChannel create(Path file, java.nio.file.attribute.FileAttribute<?>... attributes) throws IOException {
            count();
            return super.create(file, attributes);
        }

        @Override
        void write(FileChannel file, ByteBuffer bytes) throws IOException {
            count();
            super.write(file, bytes);
        }

        @Override
        void force(FileChannel file) throws IOException {
            count();
            super.force(file);
        }

        @Override
        void rename(Path from, Path to) throws IOException {
            count();
            super.rename(from, to);
        }
    }
}
