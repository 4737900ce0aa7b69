package dev.whetstone.artifacts;

import static dev.whetstone.artifacts.Content.files;
import static dev.whetstone.artifacts.Content.noise;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;

/** A process dies while it writes. */
class CrashTest {

    @TempDir
    Path root;

    @Test
    void aProcessThatDiesWhileWritingLeavesNoArtifactAndItsPartIsSwept() throws Exception {
        // Given
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DyingWriter.class.getName(),
                        root.toString())
                .inheritIO()
                .start();
        assertThat(writer.waitFor()).isEqualTo(DyingWriter.EXIT);
        assertThat(files(root)).hasSize(1).allMatch(file -> file.toString().endsWith(".part"));

        // When
        int swept = new DirectoryArtifactStore(root, new Disk()).sweep(Duration.ZERO);

        // Then
        assertThat(swept).isEqualTo(1);
        assertThat(files(root)).isEmpty();
    }

    @Test
    void whatIsBeingWrittenIsNotSwept() {
        DirectoryArtifactStore store = new DirectoryArtifactStore(root);

        var ref = store.write(out -> {
            out.write(noise(10));
            assertThat(store.sweep(Duration.ZERO)).isZero();
            out.write(noise(10));
        });

        assertThat(ref.size()).isEqualTo(20);
        assertThat(store.read(ref)).hasSize(20);
    }

    /** Writes half of an artifact and is gone, without a word to anybody. */
    static final class DyingWriter {

        static final int EXIT = 3;

        public static void main(String[] args) {
            new DirectoryArtifactStore(Path.of(args[0])).put(new InputStream() {
                private int left = 1 << 20;

                @Override
                public int read() {
                    if (left-- == 0) {
                        Runtime.getRuntime().halt(EXIT);
                    }
                    return 'x';
                }
            });
        }
    }
}
