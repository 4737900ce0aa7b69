package dev.whetstone.engine.torch;

import dev.whetstone.engine.adapter.LoraLayout;
import dev.whetstone.engine.adapter.LoraTarget;
import dev.whetstone.engine.format.ModelConfig;

import java.util.List;

/** The four matrix products of a block. Layers that read the same input are one matrix, their rows one after another. */
public enum Projection {
    QKV(LoraTarget.Q_PROJ, LoraTarget.K_PROJ, LoraTarget.V_PROJ),
    OUTPUT(LoraTarget.O_PROJ),
    GATE_UP(LoraTarget.GATE_PROJ, LoraTarget.UP_PROJ),
    DOWN(LoraTarget.DOWN_PROJ);

    private final List<LoraTarget> parts;

    Projection(LoraTarget... parts) {
        this.parts = List.of(parts);
    }

    public List<LoraTarget> parts() {
        return parts;
    }

    public int in(ModelConfig config) {
        return parts.getFirst().in(config);
    }

    public int out(ModelConfig config) {
        return parts.stream().mapToInt(part -> part.out(config)).sum();
    }

    /** First output row of a part. */
    public int offset(LoraTarget part, ModelConfig config) {
        return parts.stream()
                .takeWhile(other -> other != part)
                .mapToInt(other -> other.out(config))
                .sum();
    }

    /** Columns of the bottleneck that an adapter has here: each part has its own. */
    public int columns(LoraLayout layout, int layer) {
        return parts.stream().mapToInt(part -> layout.rank(layer, part)).sum();
    }

    /** First of them that is a part's. */
    int column(LoraTarget part, LoraLayout layout, int layer) {
        return parts.stream()
                .takeWhile(other -> other != part)
                .mapToInt(other -> layout.rank(layer, other))
                .sum();
    }

    /** The projection that a target is a part of. */
    public static Projection of(LoraTarget target) {
        return switch (target) {
            case Q_PROJ, K_PROJ, V_PROJ -> QKV;
            case O_PROJ -> OUTPUT;
            case GATE_PROJ, UP_PROJ -> GATE_UP;
            case DOWN_PROJ -> DOWN;
        };
    }
}
