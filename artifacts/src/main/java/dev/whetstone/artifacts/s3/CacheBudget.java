package dev.whetstone.artifacts.s3;

import dev.whetstone.artifacts.DiskFailure;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Keeps a directory's files within a number of bytes by deleting those that were used longest ago. What other processes add is noticed
 * within a minute. A file weighs at least 64 KiB, so that millions of small ones do not use up the disk's inodes.
 */
final class CacheBudget {

    private static final long LEAST_WEIGHT = 1 << 16;
    private static final long LOOK_EVERY = Duration.ofMinutes(1).toNanos();

    private record Copy(Path path, long weight, FileTime used) {}

    private final Path directory;
    private final long bytes;
    private long weight;
    private long looked;

    CacheBudget(Path directory, long bytes) {
        this.directory = directory;
        this.bytes = bytes;
        settle(directory);
    }

    boolean hasRoomFor(long size) {
        return weightOf(size) <= bytes;
    }

    synchronized void added(Path path, long size) {
        weight += weightOf(size);
        if (weight > bytes || System.nanoTime() - looked > LOOK_EVERY) {
            settle(path);
        }
    }

    private static long weightOf(long size) {
        return Math.max(size, LEAST_WEIGHT);
    }

    /** Looks at every file, and goes a tenth below the budget, so that it need not look again at once. */
    private void settle(Path newest) {
        looked = System.nanoTime();
        List<Copy> copies = copies();
        weight = copies.stream().mapToLong(Copy::weight).sum();
        if (weight <= bytes) {
            return;
        }
        copies.sort(Comparator.comparing(Copy::used));
        for (Copy copy : copies) {
            if (weight > bytes - bytes / 10 && !copy.path().equals(newest)) {
                delete(copy.path());
                weight -= copy.weight();
            }
        }
    }

    private List<Copy> copies() {
        List<Copy> copies = new ArrayList<>();
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    copies.add(new Copy(file, weightOf(attributes.size()), attributes.lastModifiedTime()));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // another process was faster
                }
            });
        } catch (IOException e) {
            throw DiskFailure.of("look through " + directory, directory, e);
        }
        return copies;
    }

    private static void delete(Path copy) {
        try {
            Files.deleteIfExists(copy);
        } catch (IOException e) {
            throw DiskFailure.of("remove " + copy, copy, e);
        }
    }
}
