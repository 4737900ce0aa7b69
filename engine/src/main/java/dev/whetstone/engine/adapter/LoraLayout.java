package dev.whetstone.engine.adapter;

import dev.whetstone.engine.format.ModelConfig;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where an adapter lies on a base, module by module: what {@link LoraSettings} come to on a base of so many layers, as in PEFT. */
public final class LoraLayout {

    private final List<Map<LoraTarget, LoraPlace>> layers;
    private final boolean dora;

    private LoraLayout(List<Map<LoraTarget, LoraPlace>> layers, boolean dora) {
        this.layers = layers;
        this.dora = dora;
    }

    /** @throws IllegalArgumentException naming targets that are no module of the base, or none that can be served with an adapter */
    public static LoraLayout of(LoraSettings settings, ModelConfig base) {
        TargetRules.require(settings.targets(), base);
        ModulePattern<Integer> ranks = new ModulePattern<>(settings.rankPattern(), settings.rank());
        ModulePattern<Double> alphas = new ModulePattern<>(settings.alphaPattern(), settings.alpha());
        List<Map<LoraTarget, LoraPlace>> layers = new ArrayList<>();
        for (int layer = 0; layer < base.layers(); layer++) {
            Map<LoraTarget, LoraPlace> places = new EnumMap<>(LoraTarget.class);
            for (LoraTarget target : LoraTarget.values()) {
                String path = target.path(layer);
                if (settings.targets().matches(path)) {
                    int rank = ranks.of(path);
                    places.put(target, new LoraPlace(layer, target, rank, settings.scale(rank, alphas.of(path))));
                }
            }
            layers.add(places);
        }
        return new LoraLayout(layers, settings.dora());
    }

    /**
     * That of an adapter which is to be trained: what a foreign adapter may leave to the order of keys, or name in vain, is an error here.
     *
     * @throws IllegalArgumentException naming what is unclear or cannot be served
     */
    public static LoraLayout planned(LoraSettings settings, ModelConfig base) {
        LoraLayout layout = of(settings, base);
        List<String> paths = layout.places().stream().map(LoraPlace::path).toList();
        new ModulePattern<>(settings.rankPattern(), settings.rank()).requireClear("rankPattern", paths);
        new ModulePattern<>(settings.alphaPattern(), settings.alpha()).requireClear("alphaPattern", paths);
        return layout;
    }

    /** Of all layers, in their order, targets in the order of {@link LoraTarget}. */
    public List<LoraPlace> places() {
        return layers.stream().flatMap(layer -> layer.values().stream()).toList();
    }

    public Optional<LoraPlace> find(int layer, LoraTarget target) {
        return Optional.ofNullable(layers.get(layer).get(target));
    }

    /** The rank of a module, 0 where it has no adapter. */
    public int rank(int layer, LoraTarget target) {
        return find(layer, target).map(LoraPlace::rank).orElse(0);
    }

    /** Whether every module has a magnitude for each of its rows (DoRA). */
    public boolean dora() {
        return dora;
    }

    /** Elements of all factors and magnitudes. */
    public long parameters(ModelConfig base) {
        return places().stream()
                .mapToLong(place -> place.sizeOfA(base)
                        + place.sizeOfB(base)
                        + (dora ? place.target().out(base) : 0))
                .sum();
    }
}
