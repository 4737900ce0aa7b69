package dev.whetstone.system.audit;

import static dev.whetstone.system.audit.Finding.Kind.HALF;
import static dev.whetstone.system.audit.Finding.Kind.LEFT_BEHIND;
import static dev.whetstone.system.audit.Finding.Kind.LOST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.artifacts.DirectoryArtifactStore;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

class ArtifactAuditTest {

    @TempDir
    Path directory;

    private Path root;
    private ArtifactRef single;
    private ArtifactRef tree;

    @BeforeEach
    void store() throws IOException {
        root = directory.resolve("artifacts");
        DirectoryArtifactStore store = new DirectoryArtifactStore(root);
        single = store.put("a report".getBytes(StandardCharsets.UTF_8));
        Path adapter = Files.createDirectory(directory.resolve("adapter"));
        Files.writeString(adapter.resolve("adapter_config.json"), "{\"r\": 16}");
        Files.write(adapter.resolve("adapter_model.safetensors"), new byte[70_000]);
        tree = store.putTree(adapter);
    }

    @Test
    void nothingIsFoundWhereEveryArtifactIsWhole() {
        ArtifactAudit audit = audit();

        assertThat(audit.findings()).isEmpty();
        assertThat(audit.artifacts()).isEqualTo(4);
    }

    @Test
    void aHalfArtifactIsFound() throws IOException {
        try (FileChannel file = FileChannel.open(place(single), StandardOpenOption.WRITE)) {
            file.truncate(4);
        }

        assertThat(audit().findings()).extracting(Finding::kind).containsExactly(HALF, HALF);
        assertThat(audit().findings().getFirst().text())
                .contains(single.digest().hex());
    }

    @Test
    void aChangedByteIsFound() throws IOException {
        byte[] bytes = Files.readAllBytes(place(tree));
        bytes[bytes.length - 1] ^= 1;
        Files.write(place(tree), bytes);

        assertThat(audit().findings()).extracting(Finding::kind).contains(HALF);
    }

    @Test
    void whatACrashLeftBehindIsFound() throws IOException {
        Files.writeString(root.resolve("incoming").resolve("3f1c.part"), "half a rep");
        Files.writeString(root.resolve("sha256").resolve("notes.txt"), "not an artifact");

        assertThat(audit().findings())
                .containsExactlyInAnyOrder(
                        new Finding(LEFT_BEHIND, "incoming/3f1c.part is no artifact"),
                        new Finding(LEFT_BEHIND, "sha256/notes.txt is no artifact"));
    }

    @Test
    void anArtifactThatATreeNamesAndThatIsGoneIsFound() throws IOException {
        ArtifactRef file = ArtifactRefs.inTree(place(tree)).getLast();
        Files.delete(place(file));

        assertThat(audit().findings())
                .containsExactly(new Finding(LOST, "named, but not in the store: " + file.digest()));
    }

    @Test
    void artifactsThatAnEventNamesAreLookedFor() {
        Telling telling = Telling.of(Golden.event(DatasetVersionPublished.class));
        List<ArtifactRef> named = ArtifactRefs.in(telling.records);

        assertThat(named).hasSize(5);
        assertThat(ArtifactAudit.of(root, named).findings()).hasSize(5).allMatch(finding -> finding.kind() == LOST);
    }

    private ArtifactAudit audit() {
        return ArtifactAudit.of(root, List.of(single, tree));
    }

    private Path place(ArtifactRef ref) {
        String hex = ref.digest().hex();
        return root.resolve("sha256").resolve(hex.substring(0, 2)).resolve(hex);
    }
}
