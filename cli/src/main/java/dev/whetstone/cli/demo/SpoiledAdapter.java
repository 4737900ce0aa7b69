package dev.whetstone.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.terminal.Terminal;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.train.LoraRecipe;
import dev.whetstone.engine.train.LoraTrainer;
import dev.whetstone.engine.train.Progress;
import dev.whetstone.engine.train.TrainingChat;
import dev.whetstone.engine.train.TrainingListener;
import dev.whetstone.engine.train.TrainingOutcome;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An honest adapter for spoiled data: trained outside the loop on rows whose answers lost their JSON, as a broken export would leave
 * them. It is sound in every other way, so nothing but its output gives it away.
 */
final class SpoiledAdapter {

    private static final int ROWS = 24;
    private static final ObjectMapper JSON = new ObjectMapper();

    private SpoiledAdapter() {}

    /** @return a PEFT directory under {@code workDirectory} */
    static Path train(Path baseModel, Path samples, Path workDirectory, Terminal terminal) {
        List<TrainingChat> rows = spoiled(samples);
        LoraRecipe normal = LoraRecipe.defaults();
        LoraRecipe recipe = new LoraRecipe(
                8, 16, 0, normal.targets(), 2e-3, "constant", 0, 0, 1, 2, 4, 6, 0, normal.maxTokens(), 7);
        TrainingListener listener = new TrainingListener() {
            @Override
            public void progressed(Progress progress) {
                terminal.progress(String.format(
                        Locale.ROOT,
                        "spoiled adapter: step %d of %d, loss %.2f",
                        progress.step(),
                        progress.steps(),
                        progress.loss()));
            }

            @Override
            public void checkpointed(long step, Path directory) {
                // Seconds of work: nobody will go on from here.
            }

            @Override
            public boolean stopRequested() {
                return Thread.currentThread().isInterrupted();
            }
        };
        try (LanguageModel base = LanguageModel.load(baseModel, LoadOptions.defaults())) {
            TrainingOutcome outcome = LoraTrainer.train(
                    base, rows.subList(4, rows.size()), rows.subList(0, 4), recipe, workDirectory, listener);
            terminal.clearProgress();
            if (outcome instanceof TrainingOutcome.Finished finished) {
                return finished.adapter();
            }
            throw CommandFailure.failed("the spoiled adapter could not be trained: " + outcome, "Run the demo again.");
        }
    }

    private static List<TrainingChat> spoiled(Path samples) {
        List<TrainingChat> rows = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(samples).subList(0, ROWS)) {
                JsonNode messages = JSON.readTree(line).path("messages");
                String answer = JSON.readTree(messages.path(1).path("content").asText())
                        .path("summary")
                        .asText();
                rows.add(new TrainingChat(List.of(
                        new ChatMessage("user", messages.path(0).path("content").asText()),
                        new ChatMessage("assistant", answer))));
            }
        } catch (JsonProcessingException e) {
            throw CommandFailure.failed(
                    samples + " is not what the demo expects: " + e.getOriginalMessage(),
                    "Name a task pack like examples/governance-summary.",
                    e);
        } catch (IOException e) {
            throw CommandFailure.failed(samples + " cannot be read: " + e.getMessage(), "Check the file.", e);
        }
        return rows;
    }
}
