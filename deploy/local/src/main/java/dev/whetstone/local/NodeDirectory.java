package dev.whetstone.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The directory of one node, held by one process at a time. The operating system frees it when that process dies, however it dies. */
final class NodeDirectory implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;

    private NodeDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static NodeDirectory hold(Path directory) {
        try {
            Path path = Files.createDirectories(directory.toAbsolutePath().normalize());
            FileChannel channel =
                    FileChannel.open(path.resolve("node.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw new LocalStackException(
                        path + " is used by another running node: stop it, or give this one a directory of its own");
            }
            return new NodeDirectory(path, channel);
        } catch (IOException e) {
            throw new LocalStackException(directory + " cannot be used as a node's directory: " + e, e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
