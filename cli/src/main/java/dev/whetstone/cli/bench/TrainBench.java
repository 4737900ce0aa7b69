package dev.whetstone.cli.bench;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.engine.ChatsFile;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.adapter.LoraSettings;
import dev.whetstone.engine.train.LoraRecipe;
import dev.whetstone.engine.train.LoraTrainer;
import dev.whetstone.engine.train.OptimizerSettings;
import dev.whetstone.engine.train.Progress;
import dev.whetstone.engine.train.TrainingChat;
import dev.whetstone.engine.train.TrainingListener;
import dev.whetstone.engine.train.TrainingOutcome;
import dev.whetstone.local.Trees;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One run with a constant rate; evaluations are measured but not timed, as the rivals do it. */
final class TrainBench {

    private static final int NEVER = 1_000_000;

    private final LanguageModel model;
    private final LoraRecipe recipe;

    TrainBench(LanguageModel model, int rank, int batchSize, int epochs, double learningRate) {
        this.model = model;
        LoraRecipe usual = LoraRecipe.defaults();
        OptimizerSettings rates = usual.optimizer();
        this.recipe = new LoraRecipe(
                new LoraSettings(
                        rank, 2.0 * rank, usual.lora().dropout(), usual.lora().targets()),
                new OptimizerSettings(learningRate, "constant", 0, rates.weightDecay(), rates.clipNorm()),
                epochs,
                batchSize,
                NEVER,
                0,
                0,
                usual.maxTokens(),
                0,
                usual.probeTokens(),
                usual.seed(),
                usual.method());
    }

    Figures run(BenchChats data) {
        List<TrainingChat> rows = rows(data.train());
        long tokens = recipe.epochs()
                * rows.stream()
                        .mapToLong(row ->
                                model.chats().conversation(row.messages()).length())
                        .sum();
        long inputs = tokens - (long) recipe.epochs() * rows.size(); // the last token of a row is predicted, not read
        Pace pace = new Pace();
        TrainingOutcome outcome = train(rows, rows(data.valid()), pace);
        double seconds = inputs / pace.tokensPerSecond;
        if (!(outcome instanceof TrainingOutcome.Finished finished)) {
            throw CommandFailure.failed("the run did not finish: " + outcome, "Lower --learning-rate.");
        }
        return Figures.of("whetstone", "LoRA SFT", recipe.batchSize())
                .with("tokens", tokens)
                .with("seconds", seconds)
                .with("tokens_per_s", tokens / seconds)
                .with("valid_loss_before", finished.curve().getFirst().validationLoss())
                .with("valid_loss_after", finished.curve().getLast().validationLoss())
                .with("computing", model.description());
    }

    private TrainingOutcome train(List<TrainingChat> rows, List<TrainingChat> valid, Pace pace) {
        try {
            Path work = Files.createTempDirectory("whetstone-bench");
            try {
                return LoraTrainer.train(model, rows, valid, recipe, work, pace);
            } finally {
                Trees.delete(work);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no room to work in: " + e.getMessage(), e);
        }
    }

    private static List<TrainingChat> rows(Path file) {
        return ChatsFile.read(file).stream().map(TrainingChat::new).toList();
    }

    /** Keeps what the run says of its speed: of its steps alone, evaluations left out. */
    private static final class Pace implements TrainingListener {

        private double tokensPerSecond;

        @Override
        public void progressed(Progress progress) {
            tokensPerSecond = progress.tokensPerSecond();
        }

        @Override
        public void checkpointed(long step, Path directory) {
            // The rivals save nothing while they are timed, and this is not timed.
        }

        @Override
        public boolean stopRequested() {
            return false;
        }
    }
}
