package dev.whetstone.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.whetstone.engine.Adapter;
import dev.whetstone.engine.AdapterException;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.Score;
import dev.whetstone.engine.ScoreOptions;
import dev.whetstone.engine.TinyModels;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

@Timeout(60)
class GenerationSchedulerTest {

    private static final int CONTEXT = 4096;

    @TempDir
    Path directory;

    private LanguageModel model;
    private GenerationScheduler scheduler;

    @BeforeEach
    void start() {
        model = TinyModels.loadEndless(directory, CONTEXT);
        scheduler = new GenerationScheduler(model, new SchedulerOptions(8, 16, CONTEXT));
    }

    @AfterEach
    void stop() {
        scheduler.close();
        model.close();
    }

    @Test
    void everyRowOfAMixedBatchSaysWhatItSaysAlone() {
        try (Adapter one = model.loadAdapter(TinyModels.adapter(directory));
                Adapter other = model.loadAdapter(TinyModels.otherAdapter(directory))) {
            List<Optional<Adapter>> adapters = List.of(Optional.empty(), Optional.of(one), Optional.of(other));
            List<Score> alone = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                alone.add(model.score(question(i), adapters.get(i % 3), new ScoreOptions(1, 24)));
            }
            List<Generation> generations = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                generations.add(submit(model.prompt(question(i)), adapters.get(i % 3), Sampling.greedy(24)));
            }

            for (int i = 0; i < 12; i++) {
                GenerationResult result = generations.get(i).result().join();
                assertThat(result.tokens())
                        .as("request %d", i)
                        .isEqualTo(alone.get(i).greedyIds());
            }
            assertThat(alone.get(0).greedyIds()).isNotEqualTo(alone.get(1).greedyIds());
            int most = generations.stream()
                    .mapToInt(generation -> generation.result().join().batchSize())
                    .max()
                    .orElseThrow();
            assertThat(most).isGreaterThan(2);
        }
    }

    @Test
    void rowsThatOutliveTheirNeighboursGoOnSayingTheSame() {
        List<Generation> generations = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int tokens = i % 7 == 0 ? 40 + 3 * i : 4 + i; // the first and the last slot go on over a gap
            generations.add(submit(model.prompt(question(i)), Optional.empty(), Sampling.greedy(tokens)));
        }

        for (int i = 0; i < 8; i++) {
            int[] said = generations.get(i).result().join().tokens();
            int[] alone = model.score(question(i), Optional.empty(), new ScoreOptions(1, said.length))
                    .greedyIds();
            assertThat(said).as("request %d", i).isEqualTo(alone);
        }
    }

    @Test
    void promptsWithTheSameBeginningSayWhatTheySayAlone() {
        String shots = "A long common beginning of instructions and examples. ".repeat(5);
        List<int[]> prompts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            prompts.add(model.prompt(TinyModels.ask(shots + "Item " + i % 3)));
        }
        List<Generation> generations = new ArrayList<>();
        for (int[] prompt : prompts) {
            generations.add(submit(prompt, Optional.empty(), Sampling.greedy(16)));
        }
        List<GenerationResult> together =
                generations.stream().map(g -> g.result().join()).toList();

        for (int i = 0; i < 6; i++) {
            int[] alone = model.score(
                            TinyModels.ask(shots + "Item " + i % 3), Optional.empty(), new ScoreOptions(1, 16))
                    .greedyIds();
            assertThat(together.get(i).tokens()).isEqualTo(alone);
            GenerationResult again = submit(prompts.get(i), Optional.empty(), Sampling.greedy(16))
                    .result()
                    .join();
            assertThat(again.tokens()).isEqualTo(alone);
        }
    }

    @Test
    void anAdapterNeverTakesOverKeysOfTheBase() {
        try (Adapter adapter = model.loadAdapter(TinyModels.adapter(directory))) {
            var chat = TinyModels.ask("The same question for both, long enough to be worth taking over");
            int[] prompt = model.prompt(chat);
            submit(prompt, Optional.empty(), Sampling.greedy(8)).result().join();

            GenerationResult tuned = submit(prompt, Optional.of(adapter), Sampling.greedy(8))
                    .result()
                    .join();

            assertThat(tuned.tokens())
                    .isEqualTo(model.score(chat, Optional.of(adapter), new ScoreOptions(1, 8))
                            .greedyIds());
        }
    }

    @Test
    void aPromptLongerThanOnePieceSaysWhatItSaysAlone() {
        var chat = TinyModels.ask("Many words. ".repeat(200));
        GenerationResult running = submit(model.prompt(chat), Optional.empty(), Sampling.greedy(8))
                .result()
                .join();

        assertThat(running.promptTokens()).isGreaterThan(2000);
        assertThat(running.tokens())
                .isEqualTo(model.score(chat, Optional.empty(), new ScoreOptions(1, 8))
                        .greedyIds());
    }

    @Test
    void aSeedRepeatsACompletionWhateverRunsBesideIt() {
        int[] prompt = model.prompt(TinyModels.ask("Say something"));
        Sampling seeded = new Sampling(1.5, 0.95, 50, 11, 20, List.of());
        int[] alone = submit(prompt, Optional.empty(), seeded).result().join().tokens();

        for (int i = 0; i < 4; i++) {
            submit(
                    model.prompt(TinyModels.ask("Noise " + i)),
                    Optional.empty(),
                    new Sampling(1, 1, 0, i, 40, List.of()));
        }
        GenerationResult crowded =
                submit(prompt, Optional.empty(), seeded).result().join();
        GenerationResult otherSeed = submit(prompt, Optional.empty(), new Sampling(1.5, 0.95, 50, 12, 20, List.of()))
                .result()
                .join();

        assertThat(crowded.tokens()).isEqualTo(alone);
        assertThat(otherSeed.tokens()).isNotEqualTo(alone);
        assertThat(crowded.seed()).isEqualTo(11);
    }

    @Test
    void streamsTheTextOfTheResultAndStopsBeforeAStopText() {
        int[] prompt = model.prompt(TinyModels.ask("Tell me"));
        Sampling free = new Sampling(1.2, 1, 0, 3, 60, List.of());
        Recorder recorder = new Recorder();
        GenerationResult whole = scheduler
                .submit(new GenerationRequest(prompt, Optional.empty(), free, Optional.empty()), recorder)
                .result()
                .join();
        assertThat(recorder.text.toString()).isEqualTo(whole.text());
        assertThat(whole.text()).isEqualTo(model.tokenizer().decode(whole.tokens()));

        String stop = whole.text().substring(20, 23);
        Sampling stopping = new Sampling(1.2, 1, 0, 3, 60, List.of(stop));
        GenerationResult stopped =
                submit(prompt, Optional.empty(), stopping).result().join();

        assertThat(stopped.reason()).isEqualTo(FinishReason.STOP);
        assertThat(stopped.text())
                .isEqualTo(whole.text().substring(0, whole.text().indexOf(stop)))
                .doesNotContain(stop);
    }

    @Test
    void theEndOfTurnTokenEndsACompletionAndIsNotText() {
        try (LanguageModel ending = TinyModels.load(directory.resolve("ending"), CONTEXT);
                GenerationScheduler other = new GenerationScheduler(ending, new SchedulerOptions(2, 2, CONTEXT))) {
            GenerationRequest request = new GenerationRequest(
                    ending.prompt(TinyModels.ask("Hi")),
                    Optional.empty(),
                    new Sampling(2, 1, 0, 1, 3500, List.of()),
                    Optional.empty());

            GenerationResult result =
                    other.submit(request, TokenListener.none()).result().join();

            int end = ending.config().eosTokens().getFirst();
            assertThat(result.reason()).isEqualTo(FinishReason.STOP);
            assertThat(result.tokens()).endsWith(end);
            assertThat(Arrays.stream(result.tokens()).filter(token -> token == end))
                    .hasSize(1);
            assertThat(result.text())
                    .isEqualTo(ending.tokenizer().decode(result.tokens()))
                    .doesNotContain("<|im_end|>");
        }
    }

    @Test
    void aBrokenAdapterFailsItsOwnRowsOnly() {
        Path huge = TinyModels.adapter(directory);
        TinyModels.edit(huge.resolve("adapter_config.json"), json -> json.put("lora_alpha", 1e38));
        try (Adapter broken = model.loadAdapter(huge)) {
            var chat = TinyModels.ask("Go on");
            Generation fine = submit(model.prompt(chat), Optional.empty(), Sampling.greedy(40));
            Generation failing = submit(model.prompt(chat), Optional.of(broken), Sampling.greedy(40));
            Generation alsoFine = submit(model.prompt(chat), Optional.empty(), Sampling.greedy(40));

            assertThatThrownBy(() -> failing.result().join()).hasMessageContaining("NOT_FINITE");
            int[] alone =
                    model.score(chat, Optional.empty(), new ScoreOptions(1, 40)).greedyIds();
            assertThat(fine.result().join().tokens()).isEqualTo(alone);
            assertThat(alsoFine.result().join().tokens()).isEqualTo(alone);
        }
    }

    @Test
    void aCancelledRequestEndsWithinAToken() throws InterruptedException {
        Recorder recorder = new Recorder();
        Generation generation = scheduler.submit(
                new GenerationRequest(
                        model.prompt(TinyModels.ask("Go on")), Optional.empty(), endless(), Optional.empty()),
                recorder);
        assertThat(recorder.begun.await(30, TimeUnit.SECONDS)).isTrue();
        generation.cancel();
        int saidAtCancel = recorder.text.length();

        GenerationResult result = generation.result().join();

        assertThat(result.reason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(result.text().length()).isLessThan(saidAtCancel + 200);
        await().until(() -> scheduler.active() == 0);
    }

    @Test
    void aDeadlineEndsARequestWithWhatWasSaid() {
        GenerationRequest request = new GenerationRequest(
                model.prompt(TinyModels.ask("Go on")),
                Optional.empty(),
                endless(),
                Optional.of(Instant.now().plus(Duration.ofMillis(300))));

        GenerationResult result =
                scheduler.submit(request, TokenListener.none()).result().join();

        assertThat(result.reason()).isEqualTo(FinishReason.DEADLINE);
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeItWaits() {
        int[] prompt = model.prompt(TinyModels.ask("Hi"));

        assertThatThrownBy(() -> submit(prompt, Optional.empty(), Sampling.greedy(CONTEXT)))
                .isInstanceOfSatisfying(RequestTooLongException.class, e -> {
                    assertThat(e.tokens()).isEqualTo(prompt.length + CONTEXT);
                    assertThat(e.limit()).isEqualTo(CONTEXT);
                });
        assertThatThrownBy(() -> submit(new int[] {7, 999}, Optional.empty(), Sampling.greedy(1)))
                .hasMessageContaining("token 999");
    }

    @Test
    void aFullQueueRefusesAndRecovers() {
        int[] prompt = model.prompt(TinyModels.ask("Go on"));
        List<Generation> running = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            running.add(submit(prompt, Optional.empty(), endless()));
        }
        await().until(() -> scheduler.active() == 8);
        for (int i = 0; i < 16; i++) {
            running.add(submit(prompt, Optional.empty(), endless()));
        }
        assertThat(scheduler.queued()).isEqualTo(16);
        assertThatThrownBy(() -> submit(prompt, Optional.empty(), endless()))
                .isInstanceOf(QueueFullException.class)
                .hasMessageContaining("16");

        running.forEach(Generation::cancel);
        running.forEach(
                generation -> assertThat(generation.result().join().reason()).isEqualTo(FinishReason.CANCELLED));
        assertThat(submit(prompt, Optional.empty(), Sampling.greedy(2))
                        .result()
                        .join()
                        .tokens())
                .isNotEmpty();
    }

    @Test
    void anAdapterClosedWhileItRunsIsFreedAfterItsLastRequest() {
        Adapter adapter = model.loadAdapter(TinyModels.adapter(directory));
        var chat = TinyModels.ask("Hi");
        int[] expected = model.score(chat, Optional.of(adapter), new ScoreOptions(1, 200))
                .greedyIds();
        Generation generation = submit(model.prompt(chat), Optional.of(adapter), Sampling.greedy(200));
        adapter.close();

        assertThat(generation.result().join().tokens()).isEqualTo(expected);
        await().until(adapter::isFreed);
        assertThatThrownBy(() -> submit(model.prompt(chat), Optional.of(adapter), Sampling.greedy(1)))
                .isInstanceOf(AdapterException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void aListenerThatThrowsFailsItsOwnRequestOnly() {
        int[] prompt = model.prompt(TinyModels.ask("Go on"));
        Generation fine = submit(prompt, Optional.empty(), Sampling.greedy(30));
        Generation broken = scheduler.submit(
                new GenerationRequest(prompt, Optional.empty(), endless(), Optional.empty()), new Recorder() {
                    @Override
                    public void text(String piece) {
                        throw new IllegalStateException("the client is gone");
                    }
                });

        assertThatThrownBy(() -> broken.result().join())
                .hasRootCauseInstanceOf(GenerationException.class)
                .hasMessageContaining("the client is gone");
        assertThat(fine.result().join().tokens()).isNotEmpty();
    }

    @Test
    void aClosedSchedulerFailsWhatItHasNotDone() {
        int[] prompt = model.prompt(TinyModels.ask("Go on"));
        Generation generation = submit(prompt, Optional.empty(), endless());
        scheduler.close();

        assertThatThrownBy(() -> generation.result().join()).hasMessageContaining("CLOSED");
        assertThatThrownBy(() -> submit(prompt, Optional.empty(), endless())).hasMessageContaining("closed");
    }

    private static List<ChatMessage> question(int i) {
        return TinyModels.ask("x".repeat(i * 3) + i + " is a question");
    }

    /** Runs until it is ended from outside. */
    private static Sampling endless() {
        return new Sampling(0.7, 1, 0, 2, CONTEXT - 200, List.of());
    }

    private Generation submit(int[] prompt, Optional<Adapter> adapter, Sampling sampling) {
        return scheduler.submit(
                new GenerationRequest(prompt, adapter, sampling, Optional.empty()), TokenListener.none());
    }

    private static class Recorder implements TokenListener {
        final StringBuffer text = new StringBuffer();
        final CountDownLatch begun = new CountDownLatch(1);

        @Override
        public void text(String piece) {
            text.append(piece);
            begun.countDown();
        }

        @Override
        public void finished(GenerationResult result) {}

        @Override
        public void failed(GenerationFailure failure) {}
    }
}
