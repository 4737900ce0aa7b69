package dev.whetstone.engine.format;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tensors of one safetensors file or of all shards of a model, mapped into memory and never copied through the heap.
 * Closing unmaps: no {@link TensorView} may be used afterwards. Files must not be shortened while they are mapped.
 */
public final class Safetensors implements AutoCloseable {

    /** The reference implementation's own limit on a header. */
    public static final long LARGEST_HEADER = 100_000_000;

    private static final String SINGLE_FILE = "model.safetensors";

    private final Path source;
    private final Arena arena;
    private final Map<String, TensorView> tensors;
    private final Map<String, String> metadata;

    private Safetensors(Path source, Arena arena, Map<String, TensorView> tensors, Map<String, String> metadata) {
        this.source = source;
        this.arena = arena;
        this.tensors = Collections.unmodifiableMap(tensors);
        this.metadata = Map.copyOf(metadata);
    }

    public static Safetensors open(Path file) {
        return open(file, LARGEST_HEADER);
    }

    /** For files from strangers, whose header need not be large: an adapter's fits in 1 MB. */
    public static Safetensors open(Path file, long largestHeader) {
        Arena arena = Arena.ofShared();
        try {
            SafetensorsFile mapped = SafetensorsFile.map(file, largestHeader, arena);
            return new Safetensors(file, arena, mapped.tensors(), mapped.metadata());
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /** All tensors of a Hugging Face directory: {@code model.safetensors}, or the shards of its index. */
    public static Safetensors openModel(Path directory) {
        Path index = directory.resolve(ShardIndex.FILE_NAME);
        Path single = directory.resolve(SINGLE_FILE);
        if (Files.exists(single) || !Files.exists(index)) {
            return open(single);
        }
        return openShards(ShardIndex.read(index));
    }

    private static Safetensors openShards(ShardIndex index) {
        Arena arena = Arena.ofShared();
        try {
            Map<String, TensorView> tensors = new LinkedHashMap<>();
            for (Path shard : index.shards()) {
                SafetensorsFile mapped = SafetensorsFile.map(shard, LARGEST_HEADER, arena);
                index.requireSame(shard, mapped.tensors().keySet());
                tensors.putAll(mapped.tensors());
            }
            return new Safetensors(index.file(), arena, tensors, Map.of());
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /** In the order of the file. */
    public Map<String, TensorView> tensors() {
        return tensors;
    }

    public Optional<TensorView> find(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    public TensorView require(String name) {
        return find(name)
                .orElseThrow(() -> new ModelFormatException(
                        source,
                        "tensor " + name,
                        "is not there",
                        "The file holds " + tensors.size() + " tensors; check that it belongs to this model"));
    }

    /** The header's {@code __metadata__}; empty for shards. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Bytes of all tensors. */
    public long bytes() {
        return tensors.values().stream()
                .mapToLong(tensor -> tensor.data().byteSize())
                .sum();
    }

    @Override
    public void close() {
        arena.close();
    }
}
