package dev.whetstone.engine.train;

import static dev.whetstone.engine.adapter.Setting.require;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.whetstone.engine.adapter.LoraLayout;
import dev.whetstone.engine.adapter.LoraSettings;
import dev.whetstone.engine.adapter.LoraTarget;
import dev.whetstone.engine.adapter.TargetModules;
import dev.whetstone.engine.format.ModelConfig;

import java.util.List;

/**
 * Every setting of a LoRA run (Hu et al. 2021). A run is repeated to the bit by the same recipe, data, base, machine and
 * number of threads. In JSON the settings of adapter and optimizer stand beside the others.
 *
 * @param lora what is trained
 * @param optimizer how it follows its gradient
 * @param batchSize rows a step
 * @param evaluateEverySteps steps between measurements of the validation loss, each followed by a checkpoint
 * @param patience evaluations without improvement before stopping; 0 never stops
 * @param minimumChange nats a token by which the validation loss must fall to be an improvement to patience; the best step is kept
 *     whatever it is better by
 * @param maxTokens longest row; a longer one is an error, never cut
 * @param probeRows rows of each split that the memorisation probe reads at most; 0 for no probe. It never changes the adapter
 * @param probeTokens tokens of each such row that have to be said word for word
 * @param seed of initial values, order and dropout
 * @param method what is learned from a row
 */
public record LoraRecipe(
        @JsonUnwrapped LoraSettings lora,
        @JsonUnwrapped OptimizerSettings optimizer,
        int epochs,
        int batchSize,
        int evaluateEverySteps,
        int patience,
        double minimumChange,
        int maxTokens,
        int probeRows,
        int probeTokens,
        long seed,
        TrainingMethod method) {

    private static final int LARGEST_RANK = 1024;

    public LoraRecipe {
        method = method == null
                ? new TrainingMethod.Supervised()
                : method; // recipes on disk from when there was no other
        requireRank("rank", lora.rank());
        lora.rankPattern().forEach((key, rank) -> requireRank("rankPattern." + key, rank));
        require(lora.dropout() < 1, "dropout", lora.dropout(), "at least 0 and below 1");
        require(
                !lora.dora() || lora.dropout() == 0,
                "dropout",
                lora.dropout(),
                "0 with DoRA, which scales what dropout leaves whole");
        require(epochs >= 1, "epochs", epochs, "at least 1");
        require(batchSize >= 1, "batchSize", batchSize, "at least 1");
        require(evaluateEverySteps >= 1, "evaluateEverySteps", evaluateEverySteps, "at least 1");
        require(patience >= 0, "patience", patience, "0 for never, or positive");
        require(minimumChange >= 0 && Double.isFinite(minimumChange), "minimumChange", minimumChange, "0 or positive");
        require(maxTokens >= 2, "maxTokens", maxTokens, "at least 2");
        require(probeRows >= 0, "probeRows", probeRows, "0 for no probe, or positive");
        require(
                probeRows == 0 || probeTokens >= MemorisationProbe.LEAST_TOKENS,
                "probeTokens",
                probeTokens,
                "at least " + MemorisationProbe.LEAST_TOKENS + ": fewer are said by chance");
    }

    /** The settings of a run that says what the chats say, with one rank and one rate everywhere. */
    public LoraRecipe(
            int rank,
            double alpha,
            double dropout,
            List<String> targets,
            double learningRate,
            String schedule,
            double warmupShare,
            double weightDecay,
            double clipNorm,
            int epochs,
            int batchSize,
            int evaluateEverySteps,
            int patience,
            double minimumChange,
            int maxTokens,
            int probeRows,
            int probeTokens,
            long seed) {
        this(
                new LoraSettings(rank, alpha, dropout, TargetModules.named(targets)),
                new OptimizerSettings(learningRate, schedule, warmupShare, weightDecay, clipNorm),
                epochs,
                batchSize,
                evaluateEverySteps,
                patience,
                minimumChange,
                maxTokens,
                probeRows,
                probeTokens,
                seed,
                new TrainingMethod.Supervised());
    }

    /** Rank 16 on all linear layers, a rate that suits LoRA, three epochs. */
    public static LoraRecipe defaults() {
        return new LoraRecipe(
                16, 32, 0, LoraTarget.names(), 1e-3, "linear", 0.05, 0.0, 1.0, 3, 4, 10, 3, 0, 2048, 16, 32, 1);
    }

    /** The same recipe with other chance. */
    public LoraRecipe withSeed(long other) {
        return with(lora, optimizer, other, method);
    }

    /** The same recipe for other rows. */
    public LoraRecipe withMethod(TrainingMethod other) {
        return with(lora, optimizer, seed, other);
    }

    /** The same recipe for another adapter. */
    public LoraRecipe withLora(LoraSettings other) {
        return with(other, optimizer, seed, method);
    }

    /** The same recipe with other rates. */
    public LoraRecipe withOptimizer(OptimizerSettings other) {
        return with(lora, other, seed, method);
    }

    private LoraRecipe with(
            LoraSettings otherLora, OptimizerSettings otherOptimizer, long otherSeed, TrainingMethod otherMethod) {
        return new LoraRecipe(
                otherLora,
                otherOptimizer,
                epochs,
                batchSize,
                evaluateEverySteps,
                patience,
                minimumChange,
                maxTokens,
                probeRows,
                probeTokens,
                otherSeed,
                otherMethod);
    }

    /** @throws InvalidRecipeException naming what this base cannot have trained, or could not be served with */
    LoraLayout layout(ModelConfig base) {
        try {
            return LoraLayout.planned(lora, base);
        } catch (IllegalArgumentException e) {
            throw new InvalidRecipeException(e.getMessage(), e);
        }
    }

    private static void requireRank(String field, int rank) {
        require(rank >= 1 && rank <= LARGEST_RANK, field, rank, "between 1 and " + LARGEST_RANK);
    }
}
