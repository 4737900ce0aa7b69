package dev.whetstone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.engine.adapter.LoraTarget;
import dev.whetstone.engine.constrain.Constraint;
import dev.whetstone.engine.generate.Generation;
import dev.whetstone.engine.generate.GenerationRequest;
import dev.whetstone.engine.generate.GenerationScheduler;
import dev.whetstone.engine.generate.Penalties;
import dev.whetstone.engine.generate.Sampling;
import dev.whetstone.engine.generate.SchedulerOptions;
import dev.whetstone.engine.generate.TokenListener;
import dev.whetstone.engine.torch.Kept;
import dev.whetstone.engine.train.LoraRecipe;
import dev.whetstone.engine.train.LoraTrainer;
import dev.whetstone.engine.train.TrainingChat;
import dev.whetstone.engine.train.TrainingListener;
import dev.whetstone.engine.train.TrainingOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Every native object is freed by its owner; nothing grows with the number of steps or requests. What one of 1,000 steps allocates, kept, would
 * be many times the bounds, and so would a kilobyte of each of 10,000 requests.
 */
class NativeMemoryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(5);

    @TempDir
    Path directory;

    @Test
    void trainingKeepsNothing() {
        try (LanguageModel model = TinyModels.load(directory)) {
            train(model, "warm", 20);
            long objects = Kept.live();
            LiveMemory before = LiveMemory.now();

            train(model, "long", 334);

            assertThat(Kept.live()).isEqualTo(objects);
            requireFlat("1,002 training steps", before);
        }
    }

    @Test
    void generationKeepsNothing() {
        try (LanguageModel model = TinyModels.load(directory)) {
            generate(model, 2);
            long objects = Kept.live();
            LiveMemory before = LiveMemory.now();

            generate(model, 900);

            assertThat(Kept.live()).isEqualTo(objects);
            requireFlat("3 completions of 900 tokens", before);
        }
    }

    @Test
    void tenThousandRequestsKeepNothing() {
        try (LanguageModel model = TinyModels.load(directory);
                Adapter adapter = model.loadAdapter(TinyModels.adapter(directory));
                Adapter other = model.loadAdapter(TinyModels.otherAdapter(directory));
                GenerationScheduler scheduler = new GenerationScheduler(model, new SchedulerOptions(16, 256, 256))) {
            List<Optional<Adapter>> adapters = List.of(Optional.empty(), Optional.of(adapter), Optional.of(other));
            await(() -> !scheduler.kernels().isEmpty()); // what it begins with is there
            long objects = Kept.live();
            answerAll(model, scheduler, adapters, 500);
            requireLive(objects);
            LiveMemory before = LiveMemory.now();

            answerAll(model, scheduler, adapters, 10_000);

            requireLive(objects);
            requireFlat("10,000 requests", before);
        }
    }

    /** The decode thread lets go of adapters that lie side by side a moment after the last answer. */
    private static void requireLive(long objects) {
        await(() -> Kept.live() == objects);
        assertThat(Kept.live()).isEqualTo(objects);
    }

    /** Until it holds, but not for ever. */
    private static void await(BooleanSupplier condition) {
        Instant end = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean() && Instant.now().isBefore(end)) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static void requireFlat(String work, LiveMemory before) {
        System.gc(); // what is left of the heap's own growth
        LiveMemory grown = LiveMemory.now().minus(before);
        System.out.println(work + ": " + grown);
        assertThat(grown.allocated())
                .as("bytes that native code kept after " + work)
                .isLessThan(4L << 20);
        assertThat(grown.resident()).as("resident bytes after " + work).isLessThan(64L << 20);
    }

    /** One or two tokens each, of every kind: base and adapters, greedy and drawn, penalised, with log-probabilities, held to a schema. */
    private static void answerAll(
            LanguageModel model, GenerationScheduler scheduler, List<Optional<Adapter>> adapters, int requests) {
        Constraint held = model.constraints().anyObject();
        Deque<Generation> running = new ArrayDeque<>();
        for (int i = 0; i < requests; i++) {
            Sampling sampling = switch (i % 4) {
                case 0 -> Sampling.greedy(1 + i % 2);
                case 1 -> new Sampling(0.8, 0.9, 20, i, 2, List.of("zz"));
                case 2 -> Sampling.greedy(2).withLogProbabilities(5);
                default -> Sampling.greedy(2).withPenalties(new Penalties(1.2, 0.5, 0.5));
            };
            running.add(scheduler.submit(
                    new GenerationRequest(
                            model.prompt(TinyModels.ask("Item " + i % 50)),
                            adapters.get(i % adapters.size()),
                            sampling,
                            Optional.empty(),
                            i % 4 == 2 ? Optional.of(held) : Optional.empty()),
                    TokenListener.none()));
            if (running.size() == 200) {
                running.poll().result().join();
            }
        }
        running.forEach(generation -> generation.result().join());
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
                4, 8, 0.1, LoraTarget.names(), 1e-3, "linear", 0, 0, 1, epochs, 4, 30, 0, 0, 512, 16, 32, 1);
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
