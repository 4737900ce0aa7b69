package dev.whetstone.dataset.ingest;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * An upload's bytes on the local disk, to be read again row by row. Nobody else can open the file, since it has no name once it is open;
 * it is gone when the process is, whatever ends it.
 */
final class Spool implements Closeable {

    private final FileChannel file;
    private long size;

    /** Writes from the start of {@code file}, which it closes. */
    Spool(FileChannel file) {
        this.file = file;
    }

    static Spool create(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path path = directory.resolve("upload-" + UUID.randomUUID());
        return new Spool(FileChannel.open(
                path,
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
    }

    void append(byte[] bytes, int from, int length) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes, from, length);
        while (left.hasRemaining()) {
            size += file.write(left);
        }
    }

    byte[] read(long offset, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try {
            while (bytes.hasRemaining()) {
                if (file.read(bytes, offset + bytes.position()) < 0) {
                    throw new IOException("the spooled upload ends at " + size);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the spooled upload again", e);
        }
        return bytes.array();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
