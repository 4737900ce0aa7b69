package dev.whetstone.engine.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Safetensors files put together byte by byte, right or wrong. */
final class SafetensorsBytes {

    private SafetensorsBytes() {}

    static Path write(Path directory, String header, byte[] data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return write(directory, json.length, json, data);
    }

    static Path write(Path directory, long claimedLength, byte[] header, byte[] data) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(claimedLength).put(header).put(data);
        return write(directory, bytes.array());
    }

    static Path write(Path directory, byte[] bytes) {
        try {
            return Files.write(directory.resolve("file.safetensors"), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
