package dev.whetstone.engine.torch;

import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.vector.LowRank;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

/** Adapters as decoding reads them: over their own memory, so only while they are loaded. For one thread. */
final class DecodeAdapters {

    private final ModelConfig config;
    private final Map<LoraWeights, Updates> known = new WeakHashMap<>();

    DecodeAdapters(ModelConfig config) {
        this.config = config;
    }

    /** What one adapter adds, layer by layer. */
    static final class Updates {
        private final List<Map<Projection, LowRank>> layers = new ArrayList<>();
        private int largestRank;

        Optional<LowRank> find(int layer, Projection projection) {
            return layers.isEmpty()
                    ? Optional.empty()
                    : Optional.ofNullable(layers.get(layer).get(projection));
        }

        /** Columns of its widest bottleneck. */
        int largestRank() {
            return largestRank;
        }
    }

    Updates of(LoraWeights weights) {
        return known.computeIfAbsent(weights, this::updates);
    }

    private Updates updates(LoraWeights weights) {
        Updates updates = new Updates();
        for (int layer = 0; layer < config.layers() && !weights.isNone(); layer++) {
            Map<Projection, LowRank> found = new EnumMap<>(Projection.class);
            for (Projection projection : Projection.values()) {
                weights.find(layer, projection).ifPresent(pair -> found.put(projection, lowRank(pair)));
            }
            found.values().forEach(some -> updates.largestRank = Math.max(updates.largestRank, some.rank()));
            updates.layers.add(found);
        }
        return updates;
    }

    private static LowRank lowRank(LoraPair pair) {
        return new LowRank(
                NativeData.span(pair.a()),
                NativeData.span(pair.bTransposed()),
                (int) pair.a().size(0),
                (int) pair.a().size(1),
                (int) pair.bTransposed().size(1));
    }
}
