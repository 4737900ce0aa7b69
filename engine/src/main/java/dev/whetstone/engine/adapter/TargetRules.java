package dev.whetstone.engine.adapter;

import dev.whetstone.engine.format.ModelConfig;

import java.util.ArrayList;
import java.util.List;

/** That targets are modules of a base that can be served with an adapter: linear layers of its blocks, and no other module. */
final class TargetRules {

    private TargetRules() {}

    /** @throws IllegalArgumentException naming the target */
    static void require(TargetModules targets, ModelConfig base) {
        List<String> linear = linear(base);
        switch (targets) {
            case TargetModules.Named named -> named.names().forEach(name -> requireThere(name, linear, base));
            case TargetModules.Matching matching -> requireOnlyLinear(matching, linear, base);
            case TargetModules.AllLinear _ -> {} // by its meaning
        }
    }

    private static void requireThere(String name, List<String> linear, ModelConfig base) {
        if (linear.stream().noneMatch(path -> TargetModules.Named.isNamed(name, path))) {
            throw new IllegalArgumentException(
                    "target " + name + " is not there in a base of " + base.layers() + " layers");
        }
    }

    private static void requireOnlyLinear(TargetModules.Matching matching, List<String> linear, ModelConfig base) {
        others(base).stream().filter(matching::matches).findFirst().ifPresent(path -> {
            throw new IllegalArgumentException("targets is " + matching.pattern() + ": it matches " + path
                    + ", which cannot be served with an adapter; only linear layers of blocks can: make it narrower, or use "
                    + TargetModules.ALL);
        });
        if (linear.stream().noneMatch(matching::matches)) {
            throw new IllegalArgumentException("targets is " + matching.pattern()
                    + ": it matches no linear layer, such as " + linear.getFirst() + "; the whole path has to match");
        }
    }

    private static List<String> linear(ModelConfig base) {
        List<String> paths = new ArrayList<>();
        for (int layer = 0; layer < base.layers(); layer++) {
            for (LoraTarget target : LoraTarget.values()) {
                paths.add(target.path(layer));
            }
        }
        return paths;
    }

    /** Modules with weights that are no linear layers of blocks, as Transformers names them, and the modules around. */
    private static List<String> others(ModelConfig base) {
        List<String> paths = new ArrayList<>(
                List.of("lm_head", "model", "model.embed_tokens", "model.norm", "model.layers", "model.rotary_emb"));
        for (int layer = 0; layer < base.layers(); layer++) {
            String block = "model.layers." + layer;
            paths.addAll(List.of(
                    block,
                    block + ".self_attn",
                    block + ".mlp",
                    block + ".mlp.act_fn",
                    block + ".input_layernorm",
                    block + ".post_attention_layernorm"));
            if (base.style().queryKeyNorm()) {
                paths.addAll(List.of(block + ".self_attn.q_norm", block + ".self_attn.k_norm"));
            }
            if (base.style().normsAfter()) {
                paths.addAll(List.of(block + ".pre_feedforward_layernorm", block + ".post_feedforward_layernorm"));
            }
        }
        return paths;
    }
}
