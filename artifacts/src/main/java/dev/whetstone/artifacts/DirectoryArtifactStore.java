package dev.whetstone.artifacts;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;

/**
 * A directory that several processes may share. {@code sha256/ab/abcd…} holds artifacts, {@code incoming/} what is being written: each file
 * is hashed while it is written, forced to the disk, and only then renamed to its digest. Putting bytes that are already there replaces
 * the file by an equal one, which mends a file that the disk has damaged.
 */
public final class DirectoryArtifactStore implements ArtifactStore {

    private final Path root;
    private final Path incoming;
    private final Disk disk;

    /** Creates the directory when it is not there, and removes what a crash left half written. */
    public DirectoryArtifactStore(Path root) {
        this(root, new Disk());
        sweep(Duration.ofMinutes(1));
    }

    DirectoryArtifactStore(Path root, Disk disk) {
        this.root = root.toAbsolutePath().normalize();
        this.incoming = this.root.resolve("incoming");
        this.disk = disk;
        createDirectory(incoming);
    }

    @Override
    public ArtifactRef write(ContentWriter content, Optional<Digest> expected) {
        MessageDigest hash = Digest.sha256();
        try (PartFile part = PartFile.create(disk, incoming, hash)) {
            content.writeTo(part);
            Digest digest = Digest.of(hash);
            ArtifactCorruptException.requireExpected(expected, digest);
            Path target = pathOf(digest);
            createDirectory(target.getParent());
            part.moveTo(target);
            return ArtifactStore.reference(digest, part.size());
        } catch (IOException e) {
            throw new ArtifactException("the content could not be read to its end: " + e + "; nothing was stored", e);
        }
    }

    @Override
    public InputStream open(ArtifactRef ref) {
        Path path = pathOf(ref.digest());
        try {
            return new VerifyingInputStream(Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS), ref);
        } catch (NoSuchFileException e) {
            throw new ArtifactMissingException(ref.digest(), root);
        } catch (IOException e) {
            throw new ArtifactException("cannot open " + ref.digest() + " at " + path + ": " + e, e);
        }
    }

    @Override
    public Optional<ArtifactRef> find(Digest digest) {
        Path path = pathOf(digest);
        try {
            return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                    ? Optional.of(ArtifactStore.reference(digest, Files.size(path)))
                    : Optional.empty();
        } catch (IOException e) {
            throw new ArtifactException("cannot look for " + digest + " at " + path + ": " + e, e);
        }
    }

    @Override
    public void requireAnswering() {
        if (!Files.isWritable(incoming)) {
            throw new ArtifactException(
                    "the artifact store " + root + " cannot be written to; check the disk and the rights");
        }
    }

    /** Removes files half written that no living process holds and that are older than {@code age}; returns how many. */
    int sweep(Duration age) {
        return Sweep.of(incoming, age);
    }

    private Path pathOf(Digest digest) {
        return root.resolve(ArtifactStore.pathOf(digest));
    }

    private void createDirectory(Path directory) {
        if (Files.isDirectory(directory)) {
            return;
        }
        try {
            createDirectory(directory.getParent());
            Files.createDirectories(directory);
            disk.forceDirectory(directory.getParent());
        } catch (IOException e) {
            throw DiskFailure.of("create the directory " + directory, directory.getParent(), e);
        }
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
