package dev.whetstone.engine.format;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A GGUF file of version 2 or 3, mapped into memory. Source: ggml's docs/gguf.md and gguf.cpp. */
public final class Gguf implements AutoCloseable {

    private static final int MAGIC = 0x46554747; // "GGUF", little-endian
    private static final int LEAST_TENSOR_BYTES = 8 + 4 + 8 + 4 + 8;
    private static final long LARGEST_ALIGNMENT = 1 << 20;

    private final Path file;
    private final Arena arena;
    private final GgufMetadata metadata;
    private final Map<String, GgufTensor> tensors;

    private Gguf(Path file, Arena arena, GgufMetadata metadata, Map<String, GgufTensor> tensors) {
        this.file = file;
        this.arena = arena;
        this.metadata = metadata;
        this.tensors = Collections.unmodifiableMap(tensors);
    }

    /** @throws ModelFormatException when anything in the file's directory of contents is wrong */
    public static Gguf open(Path file) {
        Arena arena = Arena.ofShared();
        try {
            return read(file, arena);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private static Gguf read(Path file, Arena arena) {
        MemorySegment bytes = MappedFile.map(file, arena);
        GgufCursor cursor = new GgufCursor(file, bytes);
        requireVersion(file, cursor);
        long tensorCount = cursor.readCount("tensors", LEAST_TENSOR_BYTES);
        long pairCount = cursor.readCount("metadata pairs", GgufMetadata.leastPairBytes());
        GgufMetadata metadata = GgufMetadata.read(file, cursor, pairCount);
        GgufTensorReader reader = new GgufTensorReader(file, cursor, alignment(metadata));
        Map<String, GgufTensor> tensors = new LinkedHashMap<>();
        reader.read(tensorCount, bytes).forEach(tensor -> tensors.put(tensor.name(), tensor));
        return new Gguf(file, arena, metadata, tensors);
    }

    private static void requireVersion(Path file, GgufCursor cursor) {
        if (cursor.remaining() < Integer.BYTES || cursor.readInt() != MAGIC) {
            throw new ModelFormatException(
                    file, "byte 0", "does not begin with GGUF", "Check that this is a GGUF file");
        }
        int version = cursor.readInt();
        if (version != 2 && version != 3) {
            boolean bigEndian = version != 0 && (version & 0xFFFF) == 0;
            throw new ModelFormatException(
                    file,
                    "byte 4",
                    bigEndian
                            ? "is written big-endian"
                            : "has version " + Integer.toUnsignedString(version) + ", known are 2 and 3",
                    "Convert the model again with a current llama.cpp");
        }
    }

    private static long alignment(GgufMetadata metadata) {
        String key = "general.alignment";
        long alignment = metadata.findInteger(key).orElse(32L);
        if (Long.bitCount(alignment) != 1 || alignment < 1 || alignment > LARGEST_ALIGNMENT) {
            throw metadata.refusal(key, alignment + " is not a power of two up to " + LARGEST_ALIGNMENT);
        }
        return alignment;
    }

    Path file() {
        return file;
    }

    GgufMetadata metadata() {
        return metadata;
    }

    /** In the order of the file. */
    Map<String, GgufTensor> tensors() {
        return tensors;
    }

    @Override
    public void close() {
        arena.close();
    }
}
