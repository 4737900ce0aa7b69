package dev.whetstone.artifacts;

import static dev.whetstone.artifacts.Content.files;
import static dev.whetstone.artifacts.Content.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.contracts.ArtifactRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class DirectoryArtifactStoreTest extends ArtifactStoreContract {

    @TempDir
    Path root;

    @Override
    protected ArtifactStore open() {
        return new DirectoryArtifactStore(root);
    }

    @Override
    protected ArtifactStore openElsewhere() {
        return new DirectoryArtifactStore(temporary.resolve("other"));
    }

    @Override
    protected List<Path> stored() {
        return files(root);
    }

    @Test
    void puttingTheBytesAgainMendsADamagedFile() throws IOException {
        ArtifactRef ref = store.put(noise(100));
        Files.write(files(root).getFirst(), new byte[100]);

        store.put(noise(100));

        assertThat(store.read(ref)).isEqualTo(noise(100));
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
    void aStoreThatCannotBeWrittenToSaysSo() throws IOException {
        store.requireAnswering();
        Files.delete(root.resolve("incoming"));

        assertThatThrownBy(store::requireAnswering)
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining(root.toString());
    }
}
