package dev.whetstone.cli.backup;

import dev.whetstone.artifacts.ArtifactCorruptException;
import dev.whetstone.artifacts.DirectoryArtifactStore;
import dev.whetstone.cli.CommandFailure;
import dev.whetstone.contracts.Digest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** Copies artifacts and keys. */
final class Copies {

    private Copies() {}

    /** How many and how much. */
    record Copied(long artifacts, long bytes) {}

    /** Each is hashed on its way: what the source's disk has damaged is noticed now, not when it is needed. */
    static Copied artifacts(Path from, Path to) {
        DirectoryArtifactStore target = new DirectoryArtifactStore(to);
        long bytes = 0;
        List<Path> files = artifactsOf(from);
        for (Path file : files) {
            bytes += copy(file, target);
        }
        return new Copied(files.size(), bytes);
    }

    private static long copy(Path file, DirectoryArtifactStore target) {
        Digest digest = new Digest("sha256:" + file.getFileName());
        try {
            return target.write(out -> Files.copy(file, out), digest).size();
        } catch (ArtifactCorruptException e) {
            throw CommandFailure.failed(
                    file + " is damaged: " + e.getMessage(),
                    "Put the same content there again (the same upload does for a split), or remove it if nothing needs it.",
                    e);
        }
    }

    private static List<Path> artifactsOf(Path store) {
        Path content = store.resolve("sha256");
        if (!Files.exists(content)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(content)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> Digest.isDigest("sha256:" + file.getFileName()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the artifacts in " + store + " cannot be listed", e);
        }
    }

    static void keys(Path from, Path to) {
        try (Stream<Path> keys = Files.list(from)) {
            Files.createDirectories(
                    to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            for (Path key : keys.toList()) {
                Files.copy(key, to.resolve(key.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the keys in " + from + " cannot be copied to " + to, e);
        }
    }
}
