package dev.whetstone.artifacts;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** Names a directory that stays where it is, such as a base model's. Reads every byte, each time: nothing is trusted from before. */
public final class TreeDigest {

    private static final int BUFFER_BYTES = 1 << 20;

    private TreeDigest() {}

    /** The digest that {@link ArtifactStore#putTree} would give. */
    public static Digest of(Path directory) {
        return TreeManifest.of(directory, TreeDigest::hash).digest();
    }

    private static ArtifactRef hash(Path file) {
        MessageDigest hash = Digest.sha256();
        long size = 0;
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                hash.update(buffer, 0, count);
                size += count;
            }
        } catch (IOException e) {
            throw new ArtifactException("cannot read " + file + " to name it by its digest: " + e, e);
        }
        return new ArtifactRef(URI.create("file:/"), Digest.of(hash), size);
    }
}
