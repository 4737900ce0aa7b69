package dev.whetstone.engine.adapter;

import dev.whetstone.engine.format.ModelConfig;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The linear layers of a Llama block that can carry an adapter, with their names in Transformers and PEFT. */
public enum LoraTarget {
    Q_PROJ("self_attn"),
    K_PROJ("self_attn"),
    V_PROJ("self_attn"),
    O_PROJ("self_attn"),
    GATE_PROJ("mlp"),
    UP_PROJ("mlp"),
    DOWN_PROJ("mlp");

    private final String block;

    LoraTarget(String block) {
        this.block = block;
    }

    /** As recipes and {@code target_modules} spell it: {@code q_proj}. */
    public String module() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@code model.layers.3.self_attn.q_proj}. */
    public String path(int layer) {
        return "model.layers." + layer + "." + block + "." + module();
    }

    /** Width of its input. */
    public int in(ModelConfig config) {
        return switch (this) {
            case O_PROJ -> config.queryWidth();
            case DOWN_PROJ -> config.intermediateSize();
            case Q_PROJ, K_PROJ, V_PROJ, GATE_PROJ, UP_PROJ -> config.hiddenSize();
        };
    }

    /** Width of its output. */
    public int out(ModelConfig config) {
        return switch (this) {
            case Q_PROJ -> config.queryWidth();
            case K_PROJ, V_PROJ -> config.keyValueWidth();
            case GATE_PROJ, UP_PROJ -> config.intermediateSize();
            case O_PROJ, DOWN_PROJ -> config.hiddenSize();
        };
    }

    public static List<String> names() {
        return Arrays.stream(values()).map(LoraTarget::module).toList();
    }

    public static Optional<LoraTarget> find(String module) {
        return Arrays.stream(values())
                .filter(target -> target.module().equals(module))
                .findFirst();
    }

    /** @throws IllegalArgumentException naming the module and the possible ones */
    public static LoraTarget require(String module) {
        return find(module)
                .orElseThrow(() -> new IllegalArgumentException(
                        "target " + module + " is not a linear layer of this architecture: use " + names()));
    }
}
