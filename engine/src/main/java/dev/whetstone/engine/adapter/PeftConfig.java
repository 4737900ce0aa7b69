package dev.whetstone.engine.adapter;

import java.util.List;

/**
 * {@code adapter_config.json} of PEFT, as far as this engine computes it.
 *
 * @param rank r
 * @param alpha lora_alpha
 * @param dropout lora_dropout, of interest to training only
 * @param rankStabilized use_rslora: the scale is alpha / √r (Kalajdzievski 2023) instead of alpha / r
 * @param targets modules with an adapter, in every layer
 * @param base base_model_name_or_path: a name for people, never trusted
 */
public record PeftConfig(
        int rank, double alpha, double dropout, boolean rankStabilized, List<LoraTarget> targets, String base) {

    public static final String FILE_NAME = "adapter_config.json";

    public PeftConfig {
        targets = targets.stream().sorted().distinct().toList();
    }

    /** What B is multiplied by. */
    public double scale() {
        return rankStabilized ? alpha / Math.sqrt(rank) : alpha / rank;
    }
}
