package dev.whetstone.engine.format;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;

/** Writes safetensors files: beside the target, forced to disk, then renamed, so that no half file is ever seen. */
public final class SafetensorsWriter {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final long LARGEST_SLICE = 1L << 30;

    private SafetensorsWriter() {}

    /**
     * @param metadata {@code format=pt} lets PyTorch tools load the file
     * @throws UncheckedIOException when the disk is full or the directory cannot be written; no file is left behind
     */
    public static void write(Path file, Collection<NewTensor> tensors, Map<String, String> metadata) {
        Path beside = file.resolveSibling(file.getFileName() + ".partial");
        try {
            writeBeside(beside, tensors, metadata);
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        } finally {
            deleteQuietly(beside);
        }
    }

    private static void writeBeside(Path beside, Collection<NewTensor> tensors, Map<String, String> metadata)
            throws IOException {
        try (FileChannel channel = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            writeAll(channel, header(tensors, metadata));
            for (NewTensor tensor : tensors) {
                writeTensor(channel, tensor);
            }
            channel.force(true);
        }
    }

    /** Padded with spaces to eight bytes, so that the data begins aligned. */
    private static ByteBuffer header(Collection<NewTensor> tensors, Map<String, String> metadata) throws IOException {
        ObjectNode header = MAPPER.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode node = header.putObject("__metadata__");
            metadata.forEach(node::put);
        }
        long offset = 0;
        for (NewTensor tensor : tensors) {
            if (header.has(tensor.name())) {
                throw new IllegalArgumentException("two tensors are named " + tensor.name());
            }
            ObjectNode node = header.putObject(tensor.name());
            node.put("dtype", tensor.dtype().name());
            Arrays.stream(tensor.shape()).forEach(node.putArray("shape")::add);
            node.putArray("data_offsets").add(offset).add(offset + tensor.bytes());
            offset += tensor.bytes();
        }
        byte[] json = MAPPER.writeValueAsBytes(header);
        int padded = (json.length + 7) / 8 * 8;
        ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(padded).put(json);
        while (buffer.hasRemaining()) {
            buffer.put((byte) ' ');
        }
        return buffer.flip();
    }

    private static void writeTensor(FileChannel channel, NewTensor tensor) throws IOException {
        MemorySegment data = tensor.data().get();
        if (data.byteSize() != tensor.bytes()) {
            throw new IllegalArgumentException(
                    "tensor " + tensor.name() + " has " + data.byteSize() + " bytes, expected " + tensor.bytes());
        }
        for (long at = 0; at < data.byteSize(); at += LARGEST_SLICE) {
            long length = Math.min(LARGEST_SLICE, data.byteSize() - at);
            writeAll(channel, data.asSlice(at, length).asByteBuffer());
        }
    }

    private static void writeAll(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static void deleteQuietly(Path beside) {
        try {
            Files.deleteIfExists(beside);
        } catch (IOException e) {
            // The first failure is the one to report; a leftover .partial file is overwritten by the next attempt.
        }
    }
}
