package dev.whetstone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.engine.adapter.LoraTarget;
import dev.whetstone.engine.generate.GenerationRequest;
import dev.whetstone.engine.generate.GenerationScheduler;
import dev.whetstone.engine.generate.Sampling;
import dev.whetstone.engine.generate.SchedulerOptions;
import dev.whetstone.engine.generate.TokenListener;
import dev.whetstone.engine.torch.Kept;
import dev.whetstone.engine.train.LoraRecipe;
import dev.whetstone.engine.train.LoraTrainer;
import dev.whetstone.engine.train.TrainingChat;
import dev.whetstone.engine.train.TrainingListener;
import dev.whetstone.engine.train.TrainingOutcome;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Every native object is freed by its owner; nothing grows with the number of steps. What one step of these sizes allocates, kept for
 * 300 steps, would be several times the bound.
 */
class NativeMemoryTest {

    @TempDir
    Path directory;

    @Test
    void trainingKeepsNothing() {
        try (LanguageModel model = TinyModels.load(directory)) {
            train(model, "warm", 1);
            long objects = Kept.live();
            long resident = Pointer.physicalBytes();

            train(model, "long", 100);

            assertThat(Kept.live()).isEqualTo(objects);
            assertThat(Pointer.physicalBytes() - resident).isLessThan(64L << 20);
        }
    }

    @Test
    void generationKeepsNothing() {
        try (LanguageModel model = TinyModels.load(directory)) {
            generate(model, 2);
            long objects = Kept.live();
            long resident = Pointer.physicalBytes();

            generate(model, 900);

            assertThat(Kept.live()).isEqualTo(objects);
            assertThat(Pointer.physicalBytes() - resident).isLessThan(64L << 20);
        }
    }

    @Test
    void closingAModelFreesIt() {
        TinyModels.load(directory).close();
        long objects = Kept.live();

        try (LanguageModel model = TinyModels.load(directory);
                Adapter adapter = model.loadAdapter(TinyModels.adapter(directory))) {
            model.score(TinyModels.ask("Hi"), Optional.of(adapter), new ScoreOptions(1, 4));
            assertThat(Kept.live()).isGreaterThan(objects);
        }

        assertThat(Kept.live()).isEqualTo(objects);
    }

    /** Three steps an epoch. */
    private void train(LanguageModel model, String name, int epochs) {
        List<TrainingChat> chats = IntStream.range(0, 12)
                .mapToObj(i -> new TrainingChat(
                        List.of(new ChatMessage("user", "Item " + i), new ChatMessage("assistant", "yes " + i))))
                .toList();
        LoraRecipe recipe = new LoraRecipe(
                4, 8, 0.1, LoraTarget.names(), 1e-3, "linear", 0, 0, 1, epochs, 4, 10, 0, 0, 512, 16, 32, 1);
        assertThat(LoraTrainer.train(
                        model, chats, chats.subList(0, 2), recipe, directory.resolve(name), TrainingListener.none()))
                .isInstanceOf(TrainingOutcome.Finished.class);
    }

    private void generate(LanguageModel model, int tokens) {
        try (Adapter adapter = model.loadAdapter(TinyModels.adapter(directory));
                GenerationScheduler scheduler = new GenerationScheduler(model, new SchedulerOptions(4, 8, 1024))) {
            List<Optional<Adapter>> adapters = List.of(Optional.empty(), Optional.of(adapter), Optional.empty());
            adapters.stream()
                    .map(each -> scheduler.submit(
                            new GenerationRequest(
                                    model.prompt(TinyModels.ask("Go on")),
                                    each,
                                    new Sampling(0.8, 0.9, 0, 3, tokens, List.of()),
                                    Optional.empty()),
                            TokenListener.none()))
                    .toList()
                    .forEach(generation -> generation.result().join());
        }
    }
}
