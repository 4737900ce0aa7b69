package dev.whetstone.engine.torch;

import dev.whetstone.engine.format.LayerShape;
import dev.whetstone.engine.format.ModelConfig;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Something that is made once for all layers that see equally far, such as a mask. */
public final class PerWindow<T> {

    private final ModelConfig config;
    private final Map<Integer, T> made = new HashMap<>();

    public PerWindow(ModelConfig config, Function<LayerShape, T> make) {
        this.config = config;
        config.shapes().forEach(shape -> made.computeIfAbsent(shape.window(), _ -> make.apply(shape)));
    }

    public T of(int layer) {
        return made.get(config.shape(layer).window());
    }
}
