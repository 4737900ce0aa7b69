package dev.whetstone.artifacts;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file being written, beside its final place. It holds a lock until it is closed, so that a sweep can tell it from what a crash left.
 * Failures of the disk are thrown as {@link ArtifactException}: an {@link IOException} that passes through is the source's.
 */
final class PartFile extends OutputStream {

    static final String SUFFIX = ".part";

    /** Closing any channel of a file drops this process's locks on it: a sweep must not even open these. */
    private static final Set<Path> IN_USE_HERE = ConcurrentHashMap.newKeySet();

    private final Disk disk;
    private final Path path;
    private final FileChannel channel;
    private final MessageDigest hash;
    private long size;

    private PartFile(Disk disk, Path path, FileChannel channel, MessageDigest hash) {
        this.disk = disk;
        this.path = path;
        this.channel = channel;
        this.hash = hash;
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

    long size() {
        return size;
    }

    /** Durable bytes first, then the name: after a crash the name stands for the whole file or does not exist. */
    void moveTo(Path target) {
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

    /** Removes what was not moved. */
    @Override
    public void close() {
        try (channel) {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw DiskFailure.of("remove " + path, path, e);
        } finally {
            IN_USE_HERE.remove(path);
        }
    }
}
