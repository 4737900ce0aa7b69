package dev.whetstone.artifacts.s3;

import dev.whetstone.artifacts.ArtifactException;
import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.DiskFailure;
import dev.whetstone.artifacts.PartFile;
import dev.whetstone.artifacts.VerifyingInputStream;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Copies of artifacts in a local directory, laid out as a directory store is; several processes may share it. Nothing in it is trusted:
 * each use hashes the whole file first, and forgets one that the disk has changed. A file's time of change is that of its last use. Who
 * reads a file has it open, so that it can be evicted meanwhile and is read to its end all the same.
 */
final class ArtifactCache {

    private final Path root;
    private final Path incoming;
    private final CacheBudget budget;

    ArtifactCache(Path root, long bytes) {
        this.root = root;
        this.incoming = root.resolve("incoming");
        createDirectory(incoming);
        createDirectory(root.resolve("sha256"));
        PartFile.sweep(incoming, Duration.ofMinutes(1));
        this.budget = new CacheBudget(root.resolve("sha256"), bytes);
    }

    /** For content on its way, up or down. */
    PartFile newPart(MessageDigest hash) {
        return PartFile.createUnforced(incoming, hash);
    }

    /** The whole artifact, checked. */
    Optional<InputStream> find(ArtifactRef ref) {
        Path path = pathOf(ref.digest());
        try {
            FileChannel file = FileChannel.open(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
            boolean whole = false;
            try {
                whole = isWhole(file, ref);
            } finally {
                if (!whole) {
                    file.close();
                }
            }
            if (!whole) {
                Files.deleteIfExists(path);
                return Optional.empty();
            }
            touch(path);
            return Optional.of(new VerifyingInputStream(Channels.newInputStream(file), ref));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw DiskFailure.of("read " + path, path, e);
        }
    }

    private static boolean isWhole(FileChannel file, ArtifactRef ref) throws IOException {
        if (file.size() != ref.size()) {
            return false;
        }
        Digest found = Digest.of(Channels.newInputStream(file));
        file.position(0);
        return found.equals(ref.digest());
    }

    private static void touch(Path path) throws IOException {
        try {
            Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
        } catch (NoSuchFileException e) {
            // evicted at this moment; it is open already
        }
    }

    /** Takes a fetched and checked artifact in, if it is not larger than the whole cache, and opens it. */
    InputStream keep(PartFile whole, ArtifactRef ref) {
        InputStream in = open(whole);
        if (budget.hasRoomFor(ref.size())) {
            Path path = pathOf(ref.digest());
            createDirectory(path.getParent());
            whole.moveTo(path);
            budget.added(path, ref.size());
        }
        return new VerifyingInputStream(in, ref);
    }

    /** Before it has a name that another process may evict. */
    private static InputStream open(PartFile whole) {
        try {
            return Files.newInputStream(whole.path());
        } catch (IOException e) {
            throw DiskFailure.of("read " + whole.path(), whole.path(), e);
        }
    }

    void requireWritable() {
        if (!Files.isWritable(incoming)) {
            throw new ArtifactException("the artifact cache " + root + " cannot be written to; check the disk, its"
                    + " rights, and " + S3Settings.CACHE_DIRECTORY);
        }
    }

    private Path pathOf(Digest digest) {
        return root.resolve(ArtifactStore.pathOf(digest));
    }

    private static void createDirectory(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw DiskFailure.of("create the directory " + directory, directory, e);
        }
    }
}
