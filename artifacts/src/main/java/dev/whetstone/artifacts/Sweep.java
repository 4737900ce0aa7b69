package dev.whetstone.artifacts;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;

/** Removes half-written files whose writer is gone: the lock on them is free. */
final class Sweep {

    private Sweep() {}

    static int of(Path incoming, Duration age) {
        Instant before = Instant.now().minus(age);
        int removed = 0;
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(incoming, "*" + PartFile.SUFFIX)) {
            for (Path part : parts) {
                removed += remove(part, before) ? 1 : 0;
            }
        } catch (IOException e) {
            throw DiskFailure.of("sweep " + incoming, incoming, e);
        }
        return removed;
    }

    /** The age keeps a file safe that was created a moment ago and is not locked yet. */
    private static boolean remove(Path part, Instant before) throws IOException {
        if (PartFile.inUseHere(part)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            boolean old = !Files.getLastModifiedTime(part).toInstant().isAfter(before);
            return old && isFree(channel) && Files.deleteIfExists(part);
        } catch (NoSuchFileException e) {
            return false; // its writer finished meanwhile
        }
    }

    private static boolean isFree(FileChannel channel) throws IOException {
        try (FileLock lock = channel.tryLock()) {
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }
}
