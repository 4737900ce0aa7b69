package dev.whetstone.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.whetstone.engine.Adapter;
import dev.whetstone.engine.KeyValueMemory;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.ModelInspection;
import dev.whetstone.engine.Precision;
import dev.whetstone.engine.TinyModels;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** What the scheduler does with the blocks of the key-value cache, seen from outside. In float32: a request computed again says the same. */
@Timeout(60)
class BlockCacheTest {

    private static final int CONTEXT = 4096;
    private static final int PREFIX = 128; // whole blocks

    @TempDir
    Path directory;

    private LanguageModel model;
    private KeyValueMemory memory;

    @BeforeEach
    void start() {
        model = TinyModels.loadEndless(directory, CONTEXT);
        memory = model.keyValueMemory();
    }

    @AfterEach
    void stop() {
        model.close();
    }

    @Test
    void aRequestThatHadToLeaveGoesOnWhereItWasAndRepeatsNothing() {
        List<Sampling> samplings = IntStream.range(0, 4)
                .mapToObj(i -> new Sampling(1.1, 0.95, 0, i, 100, List.of())
                        .withPenalties(new Penalties(1.2, 0.1, 0.1))
                        .withLogProbabilities(2))
                .toList();
        List<GenerationResult> alone = new ArrayList<>();
        for (int i = 0; i < samplings.size(); i++) {
            try (GenerationScheduler one = scheduler(1, CONTEXT)) {
                alone.add(submit(one, prompt(40, i), samplings.get(i)).result().join());
            }
        }

        try (GenerationScheduler crowded =
                scheduler(4, 8 * memory.blockTokens())) { // of 20 blocks that they take in the end
            List<Heard> heard = new ArrayList<>();
            List<Generation> running = new ArrayList<>();
            for (int i = 0; i < samplings.size(); i++) {
                heard.add(new Heard());
                running.add(crowded.submit(request(prompt(40, i), samplings.get(i)), heard.get(i)));
            }
            for (int i = 0; i < samplings.size(); i++) {
                GenerationResult result = running.get(i).result().join();
                assertThat(result.tokens())
                        .as("request %d", i)
                        .isEqualTo(alone.get(i).tokens());
                assertThat(heard.get(i).text).hasToString(result.text());
                assertThat(heard.get(i).probabilities)
                        .isEqualTo(result.logProbabilities())
                        .hasSize(result.tokens().length);
                assertThat(result.text()).isEqualTo(alone.get(i).text());
            }
            assertThat(crowded.counts().preemptions()).isPositive();
            await().until(() -> crowded.counts().blocks().used() == 0);
        }
    }

    @Test
    void aBeginningIsComputedOnceEvenAfterItsFirstRequestHasEnded() {
        try (GenerationScheduler scheduler = scheduler(4, CONTEXT)) {
            int[] first = extended(prompt(PREFIX, 1), 20, 2);
            int[] second = extended(prompt(PREFIX, 1), 30, 3);
            submit(scheduler, first, Sampling.greedy(8)).result().join();
            await().until(() -> scheduler.counts().promptTokens() == first.length);
            int[] said = submit(scheduler, second, Sampling.greedy(8))
                    .result()
                    .join()
                    .tokens();

            await().untilAsserted(() -> {
                assertThat(scheduler.counts().promptTokens()).isEqualTo(first.length + second.length - PREFIX);
                assertThat(scheduler.counts().foundTokens()).isEqualTo(PREFIX);
            });
            assertThat(said).isEqualTo(alone(second, Optional.empty()));
        }
    }

    @Test
    void aBeginningIsComputedOnceForRequestsThatComeTogether() {
        try (GenerationScheduler scheduler = scheduler(8, CONTEXT)) {
            List<int[]> prompts = IntStream.range(0, 6)
                    .mapToObj(i -> extended(prompt(PREFIX, 1), 10 + i, 10 + i))
                    .toList();
            List<Generation> running = prompts.stream()
                    .map(prompt -> submit(scheduler, prompt, Sampling.greedy(8)))
                    .toList();
            for (int i = 0; i < 6; i++) {
                assertThat(running.get(i).result().join().tokens()).isEqualTo(alone(prompts.get(i), Optional.empty()));
            }

            int all = prompts.stream().mapToInt(prompt -> prompt.length).sum();
            await().untilAsserted(
                            () -> assertThat(scheduler.counts().promptTokens()).isEqualTo(all - 5 * PREFIX));
        }
    }

    /** What was said is there too: the next turn of a chat reads only what is new. */
    @Test
    void theNextTurnFindsWhatTheLastOneSaid() {
        try (GenerationScheduler scheduler = scheduler(1, CONTEXT)) {
            int[] prompt = prompt(PREFIX, 1);
            int[] said = submit(scheduler, prompt, Sampling.greedy(64))
                    .result()
                    .join()
                    .tokens();
            int[] next = extended(
                    IntStream.concat(Arrays.stream(prompt), Arrays.stream(said)).toArray(), 5, 9);
            submit(scheduler, next, Sampling.greedy(1)).result().join();

            int found = (PREFIX + 63) / memory.blockTokens() * memory.blockTokens();
            await().until(() -> scheduler.counts().foundTokens() == found);
        }
    }

    @Test
    void anAdapterLoadedAnewWithOtherFactorsNeverFindsTheOldOnesKeys() {
        Path path = TinyModels.adapter(directory);
        int[] prompt = prompt(PREFIX + 5, 1);
        try (GenerationScheduler scheduler = scheduler(2, CONTEXT)) {
            int[] old = withAdapter(scheduler, path, prompt);
            int[] again = withAdapter(scheduler, path, prompt);
            assertThat(again).isEqualTo(old);
            await().until(() -> scheduler.counts().foundTokens() == PREFIX);

            TinyModels.edit(path.resolve("adapter_config.json"), json -> json.put("lora_alpha", 3)); // the same name
            int[] swapped = withAdapter(scheduler, path, prompt);

            assertThat(swapped).isNotEqualTo(old);
            try (Adapter now = model.loadAdapter(path)) {
                assertThat(swapped).isEqualTo(alone(prompt, Optional.of(now)));
            }
            assertThat(scheduler.counts().foundTokens()).isEqualTo(PREFIX);
        }
    }

    @Test
    void aBrokenAdaptersKeysAreNotFoundAgainAndReachNobody() {
        Path path = TinyModels.adapter(directory);
        TinyModels.edit(path.resolve("adapter_config.json"), json -> json.put("lora_alpha", 1e38));
        int[] prompt = prompt(PREFIX, 1);
        try (GenerationScheduler scheduler = scheduler(2, PREFIX + 64);
                Adapter broken = model.loadAdapter(path)) {
            assertThatThrownBy(() -> scheduler
                            .submit(request(prompt, Optional.of(broken), Sampling.greedy(4)), TokenListener.none())
                            .result()
                            .join())
                    .hasMessageContaining("NOT_FINITE");
            await().until(() -> scheduler.counts().blocks().free()
                    == scheduler.counts().blocks().all());

            int[] longer = prompt(80, 2); // beside which the shorter one's last block is read to its end
            Generation one = submit(scheduler, longer, Sampling.greedy(8));
            Generation other = submit(scheduler, Arrays.copyOf(prompt, 5), Sampling.greedy(8));
            assertThat(one.result().join().tokens()).isEqualTo(alone(longer, Optional.empty()));
            assertThat(other.result().join().tokens()).isEqualTo(alone(Arrays.copyOf(prompt, 5), Optional.empty()));
            assertThat(submit(scheduler, prompt, Sampling.greedy(8))
                            .result()
                            .join()
                            .tokens())
                    .isEqualTo(alone(prompt, Optional.empty()));
            assertThat(scheduler.counts().foundTokens()).isZero();
        }
    }

    @Test
    void whatWasOfNoUseForLongestIsGivenUpForNewRequests() {
        try (GenerationScheduler scheduler = scheduler(1, 8 * memory.blockTokens())) {
            for (int i = 0; i < 6; i++) {
                submit(scheduler, prompt(PREFIX, i), Sampling.greedy(2))
                        .result()
                        .join();
            }
            await().until(() -> scheduler.counts().blocks().used() == 0);
            BlockCounts blocks = scheduler.counts().blocks();
            assertThat(blocks.all()).isEqualTo(8);
            assertThat(blocks.evicted()).isPositive();

            submit(scheduler, prompt(PREFIX, 5), Sampling.greedy(2)).result().join();
            await().until(() -> scheduler.counts().foundTokens() == PREFIX - memory.blockTokens());
            submit(scheduler, prompt(PREFIX, 0), Sampling.greedy(2)).result().join();
            assertThat(scheduler.counts().foundTokens()).isEqualTo(PREFIX - memory.blockTokens());
        }
    }

    @Test
    void aCancelledRequestGivesUpItsBlocksWithinAStep() {
        try (GenerationScheduler scheduler = scheduler(2, CONTEXT)) {
            Generation generation = submit(scheduler, prompt(PREFIX, 1), Sampling.greedy(2_000));
            await().until(() -> scheduler.counts().completionTokens() > 3);
            assertThat(scheduler.counts().blocks().used()).isGreaterThan(3);
            generation.cancel();
            long steps = scheduler.counts().steps();

            assertThat(generation.result().join().reason()).isEqualTo(FinishReason.CANCELLED);
            await().until(() -> scheduler.counts().blocks().used() == 0);
            assertThat(scheduler.counts().steps()).isLessThanOrEqualTo(steps + 1);
        }
    }

    @Test
    void whatCouldNeverFitIsRefusedWithBytesAndPositions() {
        int positions = 4 * memory.blockTokens();
        try (GenerationScheduler scheduler = scheduler(2, positions)) {
            int[] prompt = prompt(40, 1);

            assertThatThrownBy(() -> submit(scheduler, prompt, Sampling.greedy(positions - 40 + 2)))
                    .isInstanceOf(RequestTooLongException.class)
                    .hasMessageContaining((positions + 2) + " tokens")
                    .hasMessageContaining(5 * memory.blockBytes() + " bytes")
                    .hasMessageContaining(positions + " positions in " + 4 * memory.blockBytes() + " bytes");
            assertThat(submit(scheduler, prompt, Sampling.greedy(positions - 40 + 1))
                            .result()
                            .join()
                            .tokens())
                    .hasSize(positions - 40 + 1);
        }
        assertThatThrownBy(() -> new GenerationScheduler(
                        model, new SchedulerOptions(1, 1, 64).withCacheBytes(memory.blockBytes() - 1)))
                .hasMessageContaining("cacheBytes is " + (memory.blockBytes() - 1))
                .hasMessageContaining(memory.blockBytes() + " bytes");
    }

    @Test
    void theCacheTakesWhatItsBudgetAndTheInspectionSay() {
        ModelInspection inspection =
                ModelInspection.of(directory.resolve("base"), LoadOptions.training(Optional.of(Precision.FLOAT32), 2));
        long cache = inspection.servingBytes(3, 100) - inspection.servingBytes(0, 100);
        try (GenerationScheduler scheduler = new GenerationScheduler(model, new SchedulerOptions(3, 3, 100))) {
            assertThat(scheduler.cacheBytes()).isEqualTo(cache).isEqualTo(3 * 4 * memory.blockBytes());
        }
        long budget = 7 * memory.blockBytes() + 5;
        try (GenerationScheduler scheduler =
                new GenerationScheduler(model, new SchedulerOptions(3, 3, 100).withCacheBytes(budget))) {
            assertThat(scheduler.cacheBytes()).isEqualTo(7 * memory.blockBytes());
            assertThat(scheduler.counts().blocks()).isEqualTo(new BlockCounts(7, 0, 0, 0));
        }
    }

    @Test
    void othersGetATokenInEveryStepWhileALongPromptIsRead() {
        try (GenerationScheduler scheduler = scheduler(3, 2 * CONTEXT)) {
            List<Steps> others = List.of(new Steps(scheduler), new Steps(scheduler));
            List<Generation> running = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Sampling endless = Sampling.greedy(1_000).withLogProbabilities(0);
                running.add(scheduler.submit(request(prompt(10, i), endless), others.get(i)));
            }
            await().until(() -> scheduler.counts().completionTokens() > 10);
            long before = scheduler.counts().steps();
            submit(scheduler, prompt(3_000, 7), Sampling.greedy(1)).result().join();
            long after = scheduler.counts().steps();
            running.forEach(Generation::cancel);
            running.forEach(one -> one.result().join());

            assertThat(after - before).as("steps that read it").isGreaterThanOrEqualTo(3_000 / 256);
            for (Steps other : others) {
                List<Long> steps = other.ofTokens;
                assertThat(steps.getLast()).isGreaterThanOrEqualTo(after);
                assertThat(steps)
                        .isEqualTo(LongStream.rangeClosed(steps.getFirst(), steps.getLast())
                                .boxed()
                                .toList());
            }
        }
    }

    @Test
    void aShortPromptIsAnsweredWhileALongOneIsRead() {
        try (GenerationScheduler scheduler = scheduler(2, 2 * CONTEXT)) {
            Generation slow = submit(scheduler, prompt(3_900, 1), Sampling.greedy(1));
            GenerationResult quick = submit(scheduler, prompt(60, 2), Sampling.greedy(2))
                    .result()
                    .join();

            assertThat(quick.tokens()).hasSize(2);
            assertThat(slow.result().isDone()).isFalse();
            assertThat(slow.result().join().tokens()).hasSize(1);
        }
    }

    private GenerationScheduler scheduler(int batch, int positions) {
        return new GenerationScheduler(
                model, new SchedulerOptions(batch, 32, CONTEXT).withCacheBytes(positions * memory.bytesPerToken()));
    }

    private int[] withAdapter(GenerationScheduler scheduler, Path path, int[] prompt) {
        try (Adapter adapter = model.loadAdapter(path)) {
            return scheduler
                    .submit(request(prompt, Optional.of(adapter), Sampling.greedy(8)), TokenListener.none())
                    .result()
                    .join()
                    .tokens();
        }
    }

    private int[] alone(int[] prompt, Optional<Adapter> adapter) {
        try (GenerationScheduler scheduler = scheduler(1, CONTEXT)) {
            return scheduler
                    .submit(request(prompt, adapter, Sampling.greedy(8)), TokenListener.none())
                    .result()
                    .join()
                    .tokens();
        }
    }

    private static Generation submit(GenerationScheduler scheduler, int[] prompt, Sampling sampling) {
        return scheduler.submit(request(prompt, sampling), TokenListener.none());
    }

    private static GenerationRequest request(int[] prompt, Sampling sampling) {
        return request(prompt, Optional.empty(), sampling);
    }

    private static GenerationRequest request(int[] prompt, Optional<Adapter> adapter, Sampling sampling) {
        return new GenerationRequest(prompt, adapter, sampling, Optional.empty());
    }

    private int[] prompt(int length, int seed) {
        return new SplittableRandom(seed)
                .ints(length, 3, model.config().vocabularySize())
                .toArray();
    }

    private int[] extended(int[] beginning, int more, int seed) {
        return IntStream.concat(Arrays.stream(beginning), Arrays.stream(prompt(more, 1_000 + seed)))
                .toArray();
    }

    /** In which step each token came. */
    private static final class Steps extends Heard {
        final List<Long> ofTokens = new ArrayList<>();
        private final GenerationScheduler scheduler;

        private Steps(GenerationScheduler scheduler) {
            this.scheduler = scheduler;
        }

        @Override
        public void logProbabilities(LogProbabilities made) {
            ofTokens.add(scheduler.counts().steps());
        }
    }

    private static class Heard implements TokenListener {
        final StringBuilder text = new StringBuilder();
        final List<LogProbabilities> probabilities = new ArrayList<>();

        @Override
        public void text(String piece) {
            text.append(piece);
        }

        @Override
        public void logProbabilities(LogProbabilities made) {
            probabilities.add(made);
        }

        @Override
        public void finished(GenerationResult result) {}

        @Override
        public void failed(GenerationFailure failure) {}
    }
}
