package dev.whetstone.training.recipe;

import dev.whetstone.engine.train.LoraRecipe;

import java.util.List;
import java.util.Objects;

/**
 * A task's {@code training} section.
 *
 * @param seeds one run each; the run with the lowest validation loss becomes the candidate
 */
public record TrainingSettings(LoraRecipe recipe, List<Long> seeds, RetrainingPolicy retraining) {

    private static final int MOST_RUNS = 16;

    public TrainingSettings {
        if (recipe.lora().dora()) {
            throw new IllegalArgumentException(
                    "recipe.dora: expected false, but got true: an adapter of DoRA cannot share a batch, so it could not be served");
        }
        if (seeds.isEmpty()
                || seeds.stream().anyMatch(Objects::isNull)
                || seeds.size() > MOST_RUNS
                || seeds.stream().distinct().count() != seeds.size()) {
            throw new IllegalArgumentException(
                    "seeds: expected 1 to " + MOST_RUNS + " different numbers, but got " + seeds);
        }
        seeds = List.copyOf(seeds);
    }
}
