package dev.whetstone.artifacts;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Immutable artifacts by digest. Putting the same bytes twice, or at once from two processes, gives the same reference; what was put is
 * there in full or not at all. Every failure is an {@link ArtifactException}.
 */
public interface ArtifactStore {

    /** Stores what {@code content} writes, as a stream: memory use does not grow with its size. */
    default ArtifactRef write(ContentWriter content) {
        return write(content, Optional.empty());
    }

    /** As {@link #write(ContentWriter)}, but refuses bytes that are not {@code expected}. */
    default ArtifactRef write(ContentWriter content, Digest expected) {
        return write(content, Optional.of(expected));
    }

    ArtifactRef write(ContentWriter content, Optional<Digest> expected);

    /**
     * The artifact's bytes, checked while they are read: a changed byte is an {@link ArtifactCorruptException} at the latest at the end.
     * So use nothing of it before the end was reached, or use {@link #read}.
     */
    InputStream open(ArtifactRef ref);

    Optional<ArtifactRef> find(Digest digest);

    /** For readiness: an {@link ArtifactException} says why nothing can be stored now. */
    default void requireAnswering() {}

    default ArtifactRef put(InputStream content) {
        return write(content::transferTo);
    }

    default ArtifactRef put(InputStream content, Digest expected) {
        return write(content::transferTo, expected);
    }

    default ArtifactRef put(byte[] content) {
        return put(new ByteArrayInputStream(content));
    }

    default ArtifactRef put(Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            return put(content);
        } catch (IOException e) {
            throw new ArtifactException("cannot read " + file + " to store it: " + e, e);
        }
    }

    /** All bytes of an artifact that fits into memory, checked before they are returned. */
    default byte[] read(ArtifactRef ref) {
        try (InputStream content = open(ref)) {
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    default boolean contains(Digest digest) {
        return find(digest).isPresent();
    }

    /**
     * Where an artifact lies below the root of a store, which any tool may copy to another. Two levels, so that no directory grows past a
     * few thousand names in a store of a million artifacts.
     */
    static String pathOf(Digest digest) {
        return "sha256/" + digest.hex().substring(0, 2) + "/" + digest.hex();
    }

    /** What a store calls the artifact of this digest: the same wherever it lies. */
    static ArtifactRef reference(Digest digest, long size) {
        return new ArtifactRef(URI.create("artifact:/sha256/" + digest.hex()), digest, size);
    }

    /**
     * Stores every file under {@code directory} and a manifest that lists them; the tree is named by the manifest's digest, the same that
     * {@link TreeDigest#of} gives. Links are followed; names that start with a dot are not content.
     */
    default ArtifactRef putTree(Path directory) {
        return put(TreeManifest.of(directory, this::put).toJson());
    }

    /** Writes a tree to {@code directory}, which is new or empty: checked file by file, and there in full or not at all. */
    default void materialize(ArtifactRef tree, Path directory) {
        TreeWriter.write(this, TreeManifest.read(tree, read(tree)), directory);
    }
}
