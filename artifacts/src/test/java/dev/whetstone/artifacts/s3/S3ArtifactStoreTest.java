package dev.whetstone.artifacts.s3;

import static dev.whetstone.artifacts.Content.files;

import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.ArtifactStoreContract;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** What holds of a directory holds of a bucket. */
@Tag("kubernetes")
class S3ArtifactStoreTest extends ArtifactStoreContract {

    @TempDir
    Path caches;

    private final S3Server server = S3Server.shared();
    private final String prefix = "contract-" + UUID.randomUUID();

    @Override
    protected ArtifactStore open() throws IOException {
        return open(prefix);
    }

    @Override
    protected ArtifactStore openElsewhere() throws IOException {
        return open(prefix + "-elsewhere");
    }

    private ArtifactStore open(String prefix) throws IOException {
        Path cache = Files.createTempDirectory(caches, "cache");
        return S3ArtifactStore.open(
                server.settings(prefix, server.endpoint(), cache),
                Limits.of(Duration.ofSeconds(5)),
                S3Server.credentials());
    }

    /** Objects, and what lies in the caches half written: what lies there whole is no part of the store. */
    @Override
    protected List<Path> stored() {
        return Stream.concat(
                        server.objects(prefix).stream(),
                        files(caches).stream().filter(file -> file.toString().endsWith(".part")))
                .toList();
    }
}
