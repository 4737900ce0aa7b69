package dev.whetstone.engine.train;

import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.torch.Native;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Fine-tunes a LoRA adapter on chats, pairs of answers or judged answers. The base is only read. */
public final class LoraTrainer {

    private LoraTrainer() {}

    /**
     * Trains until the recipe's steps are done, patience runs out, the loss diverges or the listener asks to stop. A work directory
     * that holds a checkpoint of this very run continues it, to the same bits as if it had never stopped; one that holds its end
     * gives the outcome again. The best adapter is then in {@code workDirectory/adapter}, its receipt in
     * {@code workDirectory/receipt.json}.
     *
     * @param train rows of the kind that the recipe's method learns from
     * @param validation rows of the same kind
     * @param provenance what the receipt says of where base and rows came from
     * @param beginning a new adapter, or one that exists
     * @throws InvalidRecipeException naming what the base does not have, could not be served with, or what the adapter has otherwise
     * @throws dev.whetstone.engine.AdapterException when the adapter to go on from is not whole, or of another base
     * @throws InvalidTrainingDataException naming the first row that cannot be learned from
     * @throws NotEnoughMemoryException before the first step, when the process may not take what training would
     * @throws IllegalStateException when the work directory belongs to another run
     * @throws java.io.UncheckedIOException when the disk is full or the directory cannot be written
     */
    public static TrainingOutcome train(
            LanguageModel base,
            List<? extends TrainingExample> train,
            List<? extends TrainingExample> validation,
            LoraRecipe recipe,
            Path workDirectory,
            TrainingListener listener,
            Provenance provenance,
            Beginning beginning) {
        beginning.require(recipe.layout(base.config()), base.config());
        RowEncoder encoder = new RowEncoder(base, recipe.maxTokens());
        Objective objective = Objective.of(recipe.method());
        List<Lesson> rows = encoder.encode(objective, "training", train);
        List<Lesson> heldOut = encoder.encode(objective, "validation", validation);
        WorkDirectory directory =
                new WorkDirectory(workDirectory, RunIdentity.of(base, recipe, rows, heldOut, beginning));
        Optional<TrainingOutcome.Finished> finished = directory.findFinished();
        if (finished.isPresent()) {
            return finished.get();
        }
        Native.bindThread();
        TrainingData data = new TrainingData(train, rows, heldOut, provenance, beginning);
        try (TrainingRun run = new TrainingRun(base, recipe, objective, data, directory, listener)) {
            return run.run();
        }
    }

    /** The same with a new adapter. */
    public static TrainingOutcome train(
            LanguageModel base,
            List<? extends TrainingExample> train,
            List<? extends TrainingExample> validation,
            LoraRecipe recipe,
            Path workDirectory,
            TrainingListener listener,
            Provenance provenance) {
        return train(base, train, validation, recipe, workDirectory, listener, provenance, new Beginning.Fresh());
    }

    /** The same, where nobody knows the digests of base and rows. */
    public static TrainingOutcome train(
            LanguageModel base,
            List<? extends TrainingExample> train,
            List<? extends TrainingExample> validation,
            LoraRecipe recipe,
            Path workDirectory,
            TrainingListener listener) {
        return train(base, train, validation, recipe, workDirectory, listener, Provenance.unknown());
    }
}
