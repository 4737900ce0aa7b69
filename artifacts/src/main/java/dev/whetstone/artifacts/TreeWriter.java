package dev.whetstone.artifacts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Writes a tree beside its place and renames it, so that the place never holds part of one. */
final class TreeWriter {

    private static final Disk DISK = new Disk();

    private TreeWriter() {}

    static void write(ArtifactStore store, TreeManifest manifest, Path directory) {
        Path target = directory.toAbsolutePath().normalize();
        Path beside = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + PartFile.SUFFIX);
        try {
            requireNewOrEmpty(target);
            Files.createDirectories(beside);
            for (TreeEntry entry : manifest.entries()) {
                copy(store, entry, beside);
            }
            forceDirectories(beside);
            DISK.rename(beside, target);
            DISK.forceDirectory(target.getParent());
        } catch (IOException e) {
            throw DiskFailure.of("write the tree to " + target, target, e);
        } finally {
            remove(beside);
        }
    }

    private static void requireNewOrEmpty(Path target) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        try (Stream<Path> names = Files.list(target)) {
            if (names.findAny().isPresent()) {
                throw new ArtifactException(
                        target + " is not empty: a tree is only written to a new or empty directory");
            }
        }
    }

    private static void copy(ArtifactStore store, TreeEntry entry, Path beside) throws IOException {
        Path file = beside.resolve(entry.path()).normalize();
        if (!file.startsWith(beside)) {
            throw new ArtifactException("path: '" + entry.path() + "' leads out of the tree");
        }
        Files.createDirectories(file.getParent());
        try (InputStream in = store.open(ArtifactStore.reference(entry.digest(), entry.size()));
                FileChannel out = DISK.create(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                DISK.write(out, ByteBuffer.wrap(buffer, 0, count));
            }
            DISK.force(out);
        }
    }

    private static void forceDirectories(Path beside) throws IOException {
        for (Path path : deepestFirst(beside)) {
            if (Files.isDirectory(path)) {
                DISK.forceDirectory(path);
            }
        }
    }

    private static void remove(Path beside) {
        if (!Files.exists(beside)) {
            return;
        }
        try {
            for (Path path : deepestFirst(beside)) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw DiskFailure.of("remove the unfinished tree " + beside, beside, e);
        }
    }

    private static List<Path> deepestFirst(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.sorted(Comparator.reverseOrder()).toList();
        }
    }
}
