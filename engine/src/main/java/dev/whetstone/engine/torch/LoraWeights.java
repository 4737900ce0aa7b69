package dev.whetstone.engine.torch;

import dev.whetstone.engine.adapter.LoraLayout;
import dev.whetstone.engine.format.ModelConfig;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The factors of one adapter, or of several side by side. Side by side, the columns of all adapters form one bottleneck, and a
 * row of the batch keeps only those of its own: two matrix products serve any mix of adapters.
 */
public final class LoraWeights implements AutoCloseable {

    /** The base model: nothing is added anywhere. */
    public static final LoraWeights NONE = new LoraWeights(List.of(), new ColumnOwners());

    private final Kept kept = new Kept();
    private final List<Map<Projection, LoraPair>> layers;
    private final ColumnOwners owners;
    private final List<Map<Projection, LoraGain>> gains = new ArrayList<>(); // of DoRA, else empty
    private Optional<DecodeUpdates> updates = Optional.empty();

    private LoraWeights(List<Map<Projection, LoraPair>> layers, ColumnOwners owners) {
        this.layers = layers;
        this.owners = owners;
    }

    /** Empty factors for an adapter that lies so on the base, B zero. */
    public static LoraWeights empty(ModelConfig config, Backend backend, LoraLayout layout) {
        List<Map<Projection, LoraPair>> layers = new ArrayList<>();
        LoraWeights weights = new LoraWeights(layers, new ColumnOwners());
        try (var _ = new PointerScope()) {
            for (int layer = 0; layer < config.layers(); layer++) {
                layers.add(new EnumMap<>(Projection.class));
                for (Projection projection : Projection.values()) {
                    int columns = projection.columns(layout, layer);
                    if (columns > 0) {
                        weights.allocate(layer, projection, columns, config, backend);
                    }
                }
                if (layout.dora()) {
                    weights.gains.add(weights.gains(layer, config, backend));
                }
            }
        }
        return weights;
    }

    /** 1 everywhere. */
    private Map<Projection, LoraGain> gains(int layer, ModelConfig config, Backend backend) {
        Map<Projection, LoraGain> ofLayer = new EnumMap<>(Projection.class);
        for (Projection projection : layers.get(layer).keySet()) {
            long[] rows = {projection.out(config)};
            boolean biased = projection == Projection.QKV && config.style().queryKeyValueBias();
            ofLayer.put(
                    projection,
                    new LoraGain(
                            kept.keep(torch.ones(rows, backend.floats())),
                            biased
                                    ? Optional.of(kept.keep(torch.zeros(rows, backend.activations())))
                                    : Optional.empty()));
        }
        return ofLayer;
    }

    private void allocate(int layer, Projection projection, int columns, ModelConfig config, Backend backend) {
        owners.put(layer, projection, List.of(columns));
        Tensor a = kept.keep(torch.zeros(new long[] {columns, projection.in(config)}, backend.activations()));
        Tensor b = kept.keep(torch.zeros(new long[] {columns, projection.out(config)}, backend.activations()));
        layers.get(layer).put(projection, new LoraPair(a, kept.keep(b.t()), b));
    }

    /** All adapters side by side, in this order. */
    static LoraWeights stack(List<LoraWeights> adapters) {
        if (!adapters.stream().allMatch(LoraWeights::isBatchable)) {
            throw new IllegalStateException("an adapter of DoRA cannot lie beside others");
        }
        List<Map<Projection, LoraPair>> layers = new ArrayList<>();
        ColumnOwners owners = new ColumnOwners();
        LoraWeights stacked = new LoraWeights(layers, owners);
        int depth = adapters.getFirst().layers.size();
        try (var _ = new PointerScope()) {
            for (int layer = 0; layer < depth; layer++) {
                layers.add(stacked.stackLayer(adapters, layer));
            }
        }
        for (int layer = 0; layer < depth; layer++) {
            for (Projection projection : Projection.values()) {
                owners.put(layer, projection, widths(adapters, layer, projection));
            }
        }
        return stacked;
    }

    private Map<Projection, LoraPair> stackLayer(List<LoraWeights> adapters, int layer) {
        Map<Projection, LoraPair> pairs = new EnumMap<>(Projection.class);
        for (Projection projection : Projection.values()) {
            List<LoraPair> present = adapters.stream()
                    .flatMap(adapter -> adapter.find(layer, projection).stream())
                    .toList();
            if (!present.isEmpty()) {
                Tensor a = kept.keep(torch.cat(vector(present, LoraPair::a), 0));
                Tensor b = kept.keep(torch.cat(vector(present, LoraPair::bTransposed), 0));
                pairs.put(projection, new LoraPair(a, kept.keep(b.t()), b));
            }
        }
        return pairs;
    }

    private static TensorVector vector(List<LoraPair> pairs, Function<LoraPair, Tensor> factor) {
        return new TensorVector(pairs.stream().map(factor).toArray(Tensor[]::new));
    }

    private static List<Integer> widths(List<LoraWeights> adapters, int layer, Projection projection) {
        return adapters.stream()
                .map(adapter -> adapter.owners(layer, projection).length)
                .toList();
    }

    public boolean isNone() {
        return layers.isEmpty();
    }

    public Optional<LoraPair> find(int layer, Projection projection) {
        return isNone()
                ? Optional.empty()
                : Optional.ofNullable(layers.get(layer).get(projection));
    }

    /** False for DoRA: it scales the base's own output, which rows of a batch share. */
    public boolean isBatchable() {
        return gains.isEmpty();
    }

    /** What the whole output is multiplied by, where rows have magnitudes. */
    public Optional<LoraGain> gain(int layer, Projection projection) {
        return gains.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(gains.get(layer).get(projection));
    }

    /**
     * For each column of the bottleneck the index of the adapter it belongs to; empty when nothing is added there. Layers whose
     * adapters are as wide give the same array.
     */
    long[] owners(int layer, Projection projection) {
        return owners.of(layer, projection);
    }

    /** Each that {@link #owners} gives anywhere, once. */
    List<long[]> allOwners() {
        return owners.all();
    }

    /** As decoding reads them; made when they are first asked for, of the factors as they are then. */
    synchronized DecodeUpdates updates(ModelConfig config) {
        if (updates.isEmpty()) {
            updates = Optional.of(DecodeUpdates.of(this, config, kept));
        }
        return updates.get();
    }

    /** Bytes of native memory. */
    public synchronized long bytes() {
        long ofFactors = layers.stream()
                .flatMap(layer -> layer.values().stream())
                .mapToLong(pair -> pair.a().nbytes() + pair.b().nbytes())
                .sum();
        long ofGains = gains.stream()
                .flatMap(layer -> layer.values().stream())
                .mapToLong(LoraGain::bytes)
                .sum();
        return ofFactors + ofGains + updates.map(DecodeUpdates::bytes).orElse(0L);
    }

    @Override
    public void close() {
        kept.close();
    }
}
