package dev.whetstone.engine.train;

import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.torch.Native;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Fine-tunes a LoRA adapter on chats. The base is only read. */
public final class LoraTrainer {

    private LoraTrainer() {}

    /**
     * Trains until the recipe's steps are done, patience runs out, the loss diverges or the listener asks to stop. A work directory
     * that holds a checkpoint of this very run continues it, to the same bits as if it had never stopped; one that holds its end
     * gives the outcome again. The best adapter is then in {@code workDirectory/adapter}, its receipt in
     * {@code workDirectory/receipt.json}.
     *
     * @param provenance what the receipt says of where base and rows came from
     * @throws InvalidTrainingDataException naming the first row that cannot be learned from
     * @throws NotEnoughMemoryException before the first step, when the process may not take what training would
     * @throws IllegalStateException when the work directory belongs to another run
     * @throws java.io.UncheckedIOException when the disk is full or the directory cannot be written
     */
    public static TrainingOutcome train(
            LanguageModel base,
            List<TrainingChat> train,
            List<TrainingChat> validation,
            LoraRecipe recipe,
            Path workDirectory,
            TrainingListener listener,
            Provenance provenance) {
        RowEncoder encoder = new RowEncoder(base, recipe.maxTokens());
        List<TrainingRow> rows = encoder.encode("training", train);
        List<TrainingRow> heldOut = encoder.encode("validation", validation);
        WorkDirectory directory = new WorkDirectory(workDirectory, RunIdentity.of(base, recipe, rows, heldOut));
        Optional<TrainingOutcome.Finished> finished = directory.findFinished();
        if (finished.isPresent()) {
            return finished.get();
        }
        Native.bindThread();
        TrainingData data = new TrainingData(train, rows, heldOut, provenance);
        try (TrainingRun run = new TrainingRun(base, recipe, data, directory, listener)) {
            return run.run();
        }
    }

    /** The same, where nobody knows the digests of base and rows. */
    public static TrainingOutcome train(
            LanguageModel base,
            List<TrainingChat> train,
            List<TrainingChat> validation,
            LoraRecipe recipe,
            Path workDirectory,
            TrainingListener listener) {
        return train(base, train, validation, recipe, workDirectory, listener, Provenance.unknown());
    }
}
