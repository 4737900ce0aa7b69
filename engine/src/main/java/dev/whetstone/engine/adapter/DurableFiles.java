package dev.whetstone.engine.adapter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Files and directories that are either whole on disk or not there, whenever the process is killed. */
public final class DurableFiles {

    private DurableFiles() {}

    /** Writes beside, forces to disk, renames. */
    public static void write(Path file, byte[] content) {
        Path beside = file.resolveSibling(file.getFileName() + ".partial");
        try {
            try (FileChannel channel = FileChannel.open(
                    beside,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** A new empty directory beside the one that is meant; what an earlier attempt left there is removed. */
    public static Path beside(Path directory) {
        Path partial = directory.resolveSibling(directory.getFileName() + ".partial");
        deleteTree(partial);
        try {
            return Files.createDirectories(partial);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + partial + ": " + e.getMessage(), e);
        }
    }

    /** Gives a directory whose files are on disk its final name. One that has it already is replaced. */
    public static void publish(Path partial, Path directory) {
        try {
            force(partial);
            deleteTree(directory);
            Files.move(partial, directory, StandardCopyOption.ATOMIC_MOVE);
            force(directory.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot rename " + partial + " to " + directory + ": " + e.getMessage(), e);
        }
    }

    public static void deleteTree(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + root + ": " + e.getMessage(), e);
        }
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
