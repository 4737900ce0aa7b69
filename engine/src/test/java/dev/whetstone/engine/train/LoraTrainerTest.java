package dev.whetstone.engine.train;

import static dev.whetstone.engine.train.TinyRun.finished;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.engine.Adapter;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.ScoreOptions;
import dev.whetstone.engine.TinyModels;
import dev.whetstone.engine.adapter.AdapterFingerprint;
import dev.whetstone.engine.adapter.FingerprintCheck;
import dev.whetstone.engine.adapter.LoraTarget;
import dev.whetstone.engine.adapter.PeftAdapter;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

class LoraTrainerTest extends OnTinyModel {

    @Test
    void learnsTheAnswerAndKeepsTheBestStep() {
        Recording listener = new Recording();
        TrainingOutcome.Finished finished = finished(train(recipe(12, 0, 0.05), directory.resolve("run"), listener));

        double base = finished.curve().getFirst().validationLoss();
        assertThat(finished.bestValidationLoss()).isLessThan(0.7 * base);
        double lowest = finished.curve().stream()
                .skip(1)
                .mapToDouble(CurvePoint::validationLoss)
                .min()
                .orElseThrow();
        assertThat(finished.bestValidationLoss()).isEqualTo(lowest);
        assertThat(listener.progress).hasSize(36);
        assertThat(listener.progress.getLast().validationLoss()).isPresent();
        try (Adapter adapter = model.loadAdapter(finished.adapter())) {
            double served = validation().stream()
                    .mapToDouble(chat -> model.score(chat.messages(), Optional.of(adapter), new ScoreOptions(1, 0))
                            .completionLoss()
                            .orElseThrow())
                    .average()
                    .orElseThrow();
            assertThat(served).isLessThan(0.8 * base);
            assertThat(AdapterFingerprint.check(model, adapter, finished.adapter()))
                    .isInstanceOf(FingerprintCheck.Matches.class);
        }
    }

    @Test
    void aStoppedAndResumedRunEndsInTheSameBytes() throws IOException {
        LoraRecipe recipe = recipe(4, 0.2, 0.02);
        TrainingOutcome.Finished whole = finished(train(recipe, directory.resolve("whole"), new Recording()));

        Path parts = directory.resolve("parts");
        int pieces = 0;
        TrainingOutcome outcome;
        do {
            Recording listener = new Recording();
            listener.stopAfter = 5;
            outcome = train(recipe, parts, listener);
            pieces++;
        } while (outcome instanceof TrainingOutcome.Stopped);

        assertThat(pieces).isEqualTo(3);
        assertThat(finished(outcome).curve()).isEqualTo(whole.curve());
        for (String file : List.of(PeftAdapter.WEIGHTS_FILE, "adapter_config.json", AdapterFingerprint.FILE_NAME)) {
            assertThat(finished(outcome).adapter().resolve(file))
                    .hasSameBinaryContentAs(whole.adapter().resolve(file));
        }
    }

    @Test
    void aRunKilledBetweenCheckpointsEndsInTheSameBytes() {
        LoraRecipe recipe = recipe(4, 0, 0.02);
        TrainingOutcome.Finished whole = finished(train(recipe, directory.resolve("whole"), new Recording()));

        Path killed = directory.resolve("killed");
        Recording dying = new Recording();
        dying.dieAt = 8; // the last checkpoint is of step 6
        assertThatThrownBy(() -> train(recipe, killed, dying)).hasMessage("killed");
        TrainingOutcome.Finished resumed = finished(train(recipe, killed, new Recording()));

        assertThat(resumed.adapter().resolve(PeftAdapter.WEIGHTS_FILE))
                .hasSameBinaryContentAs(whole.adapter().resolve(PeftAdapter.WEIGHTS_FILE));
    }

    @Test
    void anEndedRunGivesItsOutcomeAgainWithoutTraining() {
        Path run = directory.resolve("run");
        TrainingOutcome first = train(recipe(2, 0, 0.02), run, new Recording());
        Recording listener = new Recording();

        assertThat(train(recipe(2, 0, 0.02), run, listener)).isEqualTo(first);
        assertThat(listener.progress).isEmpty();
    }

    @Test
    void aWorkDirectoryOfAnotherRunIsRefused() {
        Path run = directory.resolve("run");
        train(recipe(2, 0, 0.02), run, new Recording());

        assertThatThrownBy(() -> train(recipe(2, 0, 0.03), run, new Recording()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("belongs to a run with another base, recipe or data");
    }

    @Test
    void anAbsurdLearningRateEndsTheRunWithAReason() {
        TrainingOutcome outcome = train(recipe(12, 0, 1e20), directory.resolve("run"), new Recording());

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        TrainingOutcome.Diverged.class,
                        diverged -> assertThat(diverged.reason())
                                .contains("loss")
                                .contains("lower the learning rate of 1.0E20"));
        assertThat(directory.resolve("run/adapter")).doesNotExist();
    }

    @Test
    void aRunThatChangesNothingSaysSo() {
        TrainingOutcome.Finished finished = finished(train(recipe(2, 0, 0), directory.resolve("run"), new Recording()));

        assertThat(finished.verdict().label()).isEqualTo("no-op");
        try (Adapter adapter = model.loadAdapter(finished.adapter())) {
            assertThat(AdapterFingerprint.check(model, adapter, finished.adapter()))
                    .isInstanceOf(FingerprintCheck.NoEffect.class);
        }
    }

    @Test
    void patienceEndsARunThatOnlyLearnsByHeart() {
        List<TrainingChat> unlike = chats(0, 3).stream()
                .map(chat ->
                        new TrainingChat(List.of(chat.messages().getFirst(), new ChatMessage("assistant", "zzzz"))))
                .toList();
        LoraRecipe recipe =
                new LoraRecipe(4, 8, 0, LoraTarget.names(), 0.05, "constant", 0, 0, 1, 40, 4, 3, 2, 0, 1024, 16, 32, 5);

        TrainingOutcome.Finished finished = finished(
                LoraTrainer.train(model, chats(0, 12), unlike, recipe, directory.resolve("run"), new Recording()));

        assertThat(finished.stoppedEarly()).isTrue();
        assertThat(finished.verdict().label()).isEqualTo("overfitting from step " + finished.bestStep());
        assertThat(finished.curve().getLast().step()).isEqualTo(finished.bestStep() + 6);
    }

    @Test
    void aRowOverTheLimitIsNamedWithItsTokens() {
        List<TrainingChat> rows = new ArrayList<>(chats(0, 4));
        rows.add(chat("Q", "a".repeat(1200)));

        assertThatThrownBy(() -> LoraTrainer.train(
                        model, rows, validation(), recipe(1, 0, 0.1), directory.resolve("run"), new Recording()))
                .isInstanceOfSatisfying(
                        InvalidTrainingDataException.class,
                        e -> assertThat(e.row()).isEqualTo(4))
                .hasMessageMatching("training row 4: \\d+ tokens, \\d+ over the limit of 1024: .*");
    }

    @Test
    void aRowWithoutAnythingToLearnIsNamed() {
        List<TrainingChat> empty = List.of(chat("Q", "yes"), chat("Q", " "));
        List<TrainingChat> unanswered = List.of(new TrainingChat(TinyModels.ask("Q")));

        assertThatThrownBy(() -> LoraTrainer.train(
                        model, chats(0, 4), empty, recipe(1, 0, 0.1), directory.resolve("run"), new Recording()))
                .isInstanceOf(InvalidTrainingDataException.class)
                .hasMessageStartingWith("validation row 1: the answer is empty");
        assertThatThrownBy(() -> LoraTrainer.train(
                        model, unanswered, validation(), recipe(1, 0, 0.1), directory.resolve("run"), new Recording()))
                .isInstanceOf(InvalidTrainingDataException.class)
                .hasMessageStartingWith("training row 0: the last message must be the assistant's");
    }

    @Test
    void aTornCheckpointIsNeverSeen() throws IOException {
        Path run = directory.resolve("run");
        Recording listener = new Recording();
        listener.stopAfter = 4;
        train(recipe(4, 0, 0.02), run, listener);
        Files.createDirectories(run.resolve("checkpoint-000000099.partial"));
        Files.writeString(run.resolve("checkpoint-000000099.partial").resolve("state.json"), "{");

        assertThat(finished(train(recipe(4, 0, 0.02), run, new Recording())).curve())
                .extracting(CurvePoint::step)
                .containsExactly(0L, 3L, 6L, 9L, 12L);
    }

    /** /dev/full takes a file's beginning and refuses its bytes, as a full disk does. */
    @Test
    void aFullDiskIsNamedAndWhatWasTrainedIsKept() throws IOException {
        Path run = Files.createDirectories(directory.resolve("run"));
        Path full = Files.createSymbolicLink(run.resolve("finished.json.partial"), Path.of("/dev/full"));
        assertThatThrownBy(() -> train(recipe(2, 0, 0.02), run, new Recording()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(run.resolve("finished.json").toString())
                .hasMessageContaining("No space left on device");

        Files.delete(full);
        Recording again = new Recording();
        finished(train(recipe(2, 0, 0.02), run, again));

        assertThat(again.progress).as("steps trained a second time").isEmpty();
    }

    private TrainingOutcome train(LoraRecipe recipe, Path work, TrainingListener listener) {
        return LoraTrainer.train(model, chats(0, 12), validation(), recipe, work, listener);
    }

    private static LoraRecipe recipe(int epochs, double dropout, double rate) {
        return new LoraRecipe(
                4, 8, dropout, LoraTarget.names(), rate, "cosine", 0.1, 0.01, 1, epochs, 4, 3, 0, 0, 1024, 16, 32, 5);
    }

    private static List<TrainingChat> validation() {
        return chats(12, 16);
    }

    /** Questions whose answer depends on their number, in a fixed form. */
    private static List<TrainingChat> chats(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> chat("Item " + i, "{\"n\":" + i % 4 + "}"))
                .toList();
    }

    private static TrainingChat chat(String question, String answer) {
        return new TrainingChat(List.of(new ChatMessage("user", question), new ChatMessage("assistant", answer)));
    }

    private static final class Recording implements TrainingListener {
        private final List<Progress> progress = new ArrayList<>();
        private int stopAfter = Integer.MAX_VALUE;
        private long dieAt = Long.MAX_VALUE;

        @Override
        public void progressed(Progress now) {
            progress.add(now);
            if (now.step() == dieAt) {
                throw new IllegalStateException("killed");
            }
        }

        @Override
        public void checkpointed(long step, Path checkpoint) {
            assertThat(checkpoint).isDirectoryContaining("glob:**/state.json");
        }

        @Override
        public boolean stopRequested() {
            return progress.size() >= stopAfter;
        }
    }
}
