package dev.whetstone.engine.train;

import dev.whetstone.engine.adapter.LoraTarget;

import java.util.List;

/**
 * Every setting of a LoRA run (Hu et al. 2021). A run is repeated to the bit by the same recipe, data, base, machine and
 * number of threads.
 *
 * @param rank width of the bottleneck
 * @param alpha the update is scaled by alpha / rank
 * @param dropout share of the adapter's input that is dropped while training, in [0, 1)
 * @param targets modules that get an adapter, such as {@code q_proj}
 * @param schedule constant, linear or cosine; the last two fall to zero at the last step
 * @param warmupShare share of all steps in which the rate climbs from zero
 * @param clipNorm largest global gradient norm; 0 for no clipping
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
        long seed,
        TrainingMethod method) {

    private static final int LARGEST_RANK = 1024;

    public LoraRecipe {
        targets = List.copyOf(targets);
        method = method == null
                ? new TrainingMethod.Supervised()
                : method; // recipes on disk from when there was no other
        require(rank >= 1 && rank <= LARGEST_RANK, "rank", rank, "between 1 and " + LARGEST_RANK);
        require(alpha > 0 && Double.isFinite(alpha), "alpha", alpha, "positive");
        require(dropout >= 0 && dropout < 1, "dropout", dropout, "at least 0 and below 1");
        require(!targets.isEmpty(), "targets", targets, "at least one of " + LoraTarget.names());
        targets.forEach(LoraTarget::require);
        require(learningRate >= 0 && Double.isFinite(learningRate), "learningRate", learningRate, "0 or positive");
        Schedule.require(schedule);
        require(warmupShare >= 0 && warmupShare < 1, "warmupShare", warmupShare, "at least 0 and below 1");
        require(weightDecay >= 0 && Double.isFinite(weightDecay), "weightDecay", weightDecay, "0 or positive");
        require(clipNorm >= 0 && Double.isFinite(clipNorm), "clipNorm", clipNorm, "0 for none, or positive");
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

    /** The settings of a run that says what the chats say. */
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
                rank,
                alpha,
                dropout,
                targets,
                learningRate,
                schedule,
                warmupShare,
                weightDecay,
                clipNorm,
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
        return new LoraRecipe(
                rank,
                alpha,
                dropout,
                targets,
                learningRate,
                schedule,
                warmupShare,
                weightDecay,
                clipNorm,
                epochs,
                batchSize,
                evaluateEverySteps,
                patience,
                minimumChange,
                maxTokens,
                probeRows,
                probeTokens,
                other,
                method);
    }

    /** The same recipe for other rows. */
    public LoraRecipe withMethod(TrainingMethod other) {
        return new LoraRecipe(
                rank,
                alpha,
                dropout,
                targets,
                learningRate,
                schedule,
                warmupShare,
                weightDecay,
                clipNorm,
                epochs,
                batchSize,
                evaluateEverySteps,
                patience,
                minimumChange,
                maxTokens,
                probeRows,
                probeTokens,
                seed,
                other);
    }

    /** What the adapter's update is multiplied by. */
    public double scale() {
        return alpha / rank;
    }

    private static void require(boolean holds, String field, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(field + " is " + value + ": it must be " + expected);
        }
    }
}
