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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class TreeTest {

    @TempDir
    Path temporary;

    Path source;
    Path target;
    DirectoryArtifactStore store;

    @BeforeEach
    void makeTree() throws IOException {
        store = new DirectoryArtifactStore(temporary.resolve("store"));
        target = temporary.resolve("target");
        source = Files.createDirectories(temporary.resolve("source"));
        Files.createDirectories(source.resolve("sub/deep"));
        Files.write(source.resolve("adapter_config.json"), "{}".getBytes(UTF_8));
        Files.write(source.resolve("sub/deep/weights.safetensors"), noise(200_000));
        Files.write(source.resolve("sub.txt"), noise(5));
    }

    @Test
    void aTreeComesBackFileByFile() {
        ArtifactRef tree = store.putTree(source);

        store.materialize(tree, target);

        assertThat(files(target)).hasSize(3);
        assertThat(target.resolve("adapter_config.json")).hasContent("{}");
        assertThat(target.resolve("sub/deep/weights.safetensors")).hasBinaryContent(noise(200_000));
        assertThat(TreeDigest.of(target)).isEqualTo(tree.digest());
    }

    @Test
    void aTreeIsNamedWithoutBeingStored() {
        assertThat(TreeDigest.of(source)).isEqualTo(store.putTree(source).digest());
    }

    @Test
    void eachByteAndEachNameCounts() throws IOException {
        Digest before = TreeDigest.of(source);

        Files.move(source.resolve("sub.txt"), source.resolve("sup.txt"));
        Digest renamed = TreeDigest.of(source);
        Files.write(source.resolve("sup.txt"), noise(6));

        assertThat(renamed).isNotEqualTo(before);
        assertThat(TreeDigest.of(source)).isNotIn(before, renamed);
    }

    @Test
    void toolsNotesDoNotCountAndLinkedFilesDo() throws IOException {
        Digest before = TreeDigest.of(source);

        Files.createDirectories(source.resolve(".cache"));
        Files.write(source.resolve(".cache/stamp"), noise(3));
        Path blob = Files.move(source.resolve("sub.txt"), temporary.resolve("blob"));
        Files.createSymbolicLink(source.resolve("sub.txt"), blob);

        assertThat(TreeDigest.of(source)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../out",
                "/etc/passwd",
                "a/../../out",
                "a//b",
                "./a",
                "a/",
                "..",
                "",
                "a\\\\..\\\\b",
                "a\\u0000b"
            })
    void aManifestThatLeadsOutOfTheTreeIsRefused(String path) {
        ArtifactRef file = store.put(noise(5));
        ArtifactRef tree = store.put("[{\"path\":\"%s\",\"digest\":\"%s\",\"size\":5}]"
                .formatted(path, file.digest())
                .getBytes(UTF_8));

        assertThatThrownBy(() -> store.materialize(tree, target))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining(tree.digest().value())
                .hasMessageContaining("path");
        assertThat(target).doesNotExist();
        assertThat(temporary.resolve("out")).doesNotExist();
    }

    @Test
    void aFileListedTwiceIsRefused() {
        ArtifactRef file = store.put(noise(5));
        String entry = "{\"path\":\"a\",\"digest\":\"%s\",\"size\":5}".formatted(file.digest());
        ArtifactRef tree = store.put(("[" + entry + "," + entry + "]").getBytes(UTF_8));

        assertThatThrownBy(() -> store.materialize(tree, target)).hasMessageContaining("'a' follows 'a'");
    }

    @Test
    void anArtifactThatIsNoTreeIsRefused() {
        ArtifactRef text = store.put("weights".getBytes(UTF_8));

        assertThatThrownBy(() -> store.materialize(text, target))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("not a tree's manifest");
    }

    @Test
    void aDamagedFileLeavesNoPartOfATree() throws IOException {
        ArtifactRef tree = store.putTree(source);
        Digest weights = Digest.of(noise(200_000));
        Path stored = files(temporary.resolve("store")).stream()
                .filter(file -> file.endsWith(weights.hex()))
                .findFirst()
                .orElseThrow();
        Files.write(stored, new byte[200_000]);

        assertThatThrownBy(() -> store.materialize(tree, target))
                .isInstanceOf(ArtifactCorruptException.class)
                .hasMessageContaining(weights.value());
        assertThat(temporary)
                .isDirectoryNotContaining(path -> path.getFileName().toString().contains("target"));
    }

    @Test
    void anEmptyDirectoryIsFilledAndAFullOneIsLeftAlone() throws IOException {
        ArtifactRef tree = store.putTree(source);
        Files.createDirectories(target);

        store.materialize(tree, target);

        assertThat(TreeDigest.of(target)).isEqualTo(tree.digest());
        assertThatThrownBy(() -> store.materialize(tree, target)).hasMessageContaining("is not empty");
    }

    @Test
    void aDirectoryWithoutFilesIsNoTree() throws IOException {
        Path empty = Files.createDirectories(temporary.resolve("empty"));

        assertThatThrownBy(() -> store.putTree(empty)).hasMessageContaining("holds no file");
        assertThatThrownBy(() -> TreeDigest.of(temporary.resolve("nowhere"))).hasMessageContaining("nowhere");
    }
}
