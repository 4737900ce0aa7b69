package dev.whetstone.engine.torch;

import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.vector.LowRank;
import dev.whetstone.engine.vector.PiecedColumns;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one adapter adds, layer by layer, as decoding reads it: A where it is, and B once more in an order of its own, everything in one piece of
 * memory from the first layer to the last. Valid while the adapter's weights are.
 */
final class DecodeUpdates {

    private final List<Map<Projection, LowRank>> layers;
    private final int largestRank;
    private final long bytes;

    private DecodeUpdates(List<Map<Projection, LowRank>> layers, long bytes) {
        this.layers = layers;
        this.bytes = bytes;
        this.largestRank = layers.stream()
                .flatMap(layer -> layer.values().stream())
                .mapToInt(LowRank::rank)
                .max()
                .orElse(0);
    }

    /** @param kept what the copy lives with */
    static DecodeUpdates of(LoraWeights weights, ModelConfig config, Kept kept) {
        long bytes = 0;
        for (int layer = 0; layer < config.layers(); layer++) {
            for (Projection projection : Projection.values()) {
                bytes += weights.find(layer, projection)
                        .map(pair -> PiecedColumns.bytes(memory(pair), rank(pair), outs(pair)))
                        .orElse(0L);
            }
        }
        SegmentAllocator room = SegmentAllocator.slicingAllocator(allocate(bytes, kept));
        List<Map<Projection, LowRank>> layers = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            Map<Projection, LowRank> found = new EnumMap<>(Projection.class);
            for (Projection projection : Projection.values()) {
                weights.find(layer, projection).ifPresent(pair -> found.put(projection, lowRank(pair, room)));
            }
            layers.add(found);
        }
        return new DecodeUpdates(layers, bytes);
    }

    Optional<LowRank> find(int layer, Projection projection) {
        return Optional.ofNullable(layers.get(layer).get(projection));
    }

    /** Columns of its widest bottleneck. */
    int largestRank() {
        return largestRank;
    }

    /** Of native memory, beside the adapter's weights. */
    long bytes() {
        return bytes;
    }

    private static MemorySegment allocate(long bytes, Kept kept) {
        try (var _ = new PointerScope()) {
            Tensor room = kept.keep(
                    torch.empty(new long[] {bytes}, new TensorOptions(torch.ScalarType.Byte), Native.NO_FORMAT));
            MemorySegment memory = NativeData.span(room);
            HugePages.collapse(List.of(memory));
            return memory;
        }
    }

    private static LowRank lowRank(LoraPair pair, SegmentAllocator room) {
        int ins = (int) pair.a().size(1);
        return new LowRank(
                NativeData.span(pair.a()), ins, PiecedColumns.copy(memory(pair), rank(pair), outs(pair), room));
    }

    private static MemorySegment memory(LoraPair pair) {
        return NativeData.span(pair.bTransposed());
    }

    private static int rank(LoraPair pair) {
        return (int) pair.bTransposed().size(0);
    }

    private static int outs(LoraPair pair) {
        return (int) pair.bTransposed().size(1);
    }
}
