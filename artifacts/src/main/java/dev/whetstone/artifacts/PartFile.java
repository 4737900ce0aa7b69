package dev.whetstone.artifacts;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file being written, beside its final place. It holds a lock until it is closed, so that a sweep can tell it from what a crash left.
 * Failures of the disk are thrown as {@link ArtifactException}: an {@link IOException} that passes through is the source's.
 */
public final class PartFile extends OutputStream {

    static final String SUFFIX = ".part";

    /** Closing any channel of a file drops this process's locks on it: a sweep must not even open these. */
    private static final Set<Path> IN_USE_HERE = ConcurrentHashMap.newKeySet();

    private static final Disk UNFORCED = new Disk() {
        @Override
        void force(FileChannel file) {}
    };

    private final Disk disk;
    private final Path path;
    private final FileChannel channel;
    private final MessageDigest hash;
    private long size;
    private RandomAccessFile reader;

    private PartFile(Disk disk, Path path, FileChannel channel, MessageDigest hash) {
        this.disk = disk;
        this.path = path;
        this.channel = channel;
        this.hash = hash;
    }

    /** For what can be fetched again: it is not forced to the disk, and only a digest tells whether it outlived a crash. */
    public static PartFile createUnforced(Path directory, MessageDigest hash) {
        return create(UNFORCED, directory, hash);
    }

    static PartFile create(Disk disk, Path directory, MessageDigest hash) {
        Path path = directory.resolve(UUID.randomUUID() + SUFFIX).toAbsolutePath();
        IN_USE_HERE.add(path);
        try {
            FileChannel channel = disk.create(path);
            channel.lock();
            return new PartFile(disk, path, channel, hash);
        } catch (IOException e) {
            IN_USE_HERE.remove(path);
            throw DiskFailure.of("create " + path, path, e);
        }
    }

    static boolean inUseHere(Path path) {
        return IN_USE_HERE.contains(path.toAbsolutePath());
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        try {
            disk.write(channel, ByteBuffer.wrap(bytes, from, length));
        } catch (IOException e) {
            throw DiskFailure.of("write to " + path, path, e);
        }
        hash.update(bytes, from, length);
        size += length;
    }

    public long size() {
        return size;
    }

    /** Durable bytes first, then the name: after a crash the name stands for the whole file or does not exist. */
    public void moveTo(Path target) {
        try {
            if (channel.size() != size) {
                throw new IOException("wrote " + size + " bytes, but the file has " + channel.size());
            }
            disk.force(channel);
            disk.rename(path, target);
            disk.forceDirectory(target.getParent());
        } catch (IOException e) {
            throw DiskFailure.of("store " + target, target.getParent(), e);
        }
    }

    /** Its bytes from {@code offset} on, as far as they are written. Slices are read one at a time. */
    public InputStream slice(long offset, long length) throws IOException {
        if (reader == null) {
            // No channel: an interrupt would close it. Kept until the end: closing it drops the lock.
            reader = new RandomAccessFile(path.toFile(), "r");
        }
        return new FileSlice(reader, offset, length);
    }

    public Path path() {
        return path;
    }

    /** Removes what crashed processes left in {@code directory} and is older than {@code age}; returns how many. */
    public static int sweep(Path directory, Duration age) {
        return Sweep.of(directory, age);
    }

    /** Removes what was not moved. */
    @Override
    public void close() {
        try (channel;
                RandomAccessFile _ = reader) {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw DiskFailure.of("remove " + path, path, e);
        } finally {
            IN_USE_HERE.remove(path);
        }
    }
}
