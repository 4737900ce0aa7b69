package dev.whetstone.artifacts;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/** Names a directory that stays where it is, such as a base model's. Reads every byte, each time: nothing is trusted from before. */
public final class TreeDigest {

    private TreeDigest() {}

    /** The digest that {@link ArtifactStore#putTree} would give. */
    public static Digest of(Path directory) {
        return TreeManifest.of(directory, TreeDigest::hash).digest();
    }

    private static ArtifactRef hash(Path file) {
        MessageDigest hash = Digest.sha256();
        try (InputStream in = Files.newInputStream(file)) {
            long size = in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), hash));
            return new ArtifactRef(URI.create("file:/"), Digest.of(hash), size);
        } catch (IOException e) {
            throw new ArtifactException("cannot read " + file + " to name it by its digest: " + e, e);
        }
    }
}
