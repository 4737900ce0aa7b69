package dev.whetstone.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.whetstone.engine.Adapter;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.TinyModels;
import dev.whetstone.engine.sample.SampleAdapter;
import dev.whetstone.engine.torch.KvCache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Whatever comes, is given up, expires or is swapped while a request runs, and however often it has to leave the batch because there is no room, it
 * says exactly what it says alone; one that was ended early says the beginning of it.
 */
@Timeout(60)
class RandomScheduleTest {

    private static final int CONTEXT = 512;
    private static final int ROOMY = 5 * CONTEXT;
    private static final int TIGHT = 9 * KvCache.BLOCK; // of 30 that a full batch may come to
    private static final int EVENTS = 60;
    private static final int BATCH = 5;
    private static final long A_MOMENT = 200_000;

    @TempDir
    Path directory;

    private LanguageModel model;
    private List<Path> adapters;

    @BeforeEach
    void start() {
        model = TinyModels.loadEndless(directory, CONTEXT);
        adapters = List.of(
                TinyModels.adapter(directory),
                TinyModels.otherAdapter(directory),
                TinyModels.unevenAdapter(directory),
                TinyModels.upperAdapter(directory),
                SampleAdapter.write(directory.resolve("of-another-rank"), model.config(), 3, 1));
    }

    @AfterEach
    void stop() {
        model.close();
    }

    /**
     * @param adapter its number, or -1 for the base
     * @param alpha what the adapter of this number was scaled by when it was asked
     */
    private record Asked(int[] prompt, int adapter, int alpha, Sampling sampling) {}

    /** What is loaded under a number: its path stays, what lies there changes. */
    private record Loaded(Adapter adapter, int alpha) {}

    private record Sent(Asked asked, Generation generation) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyRequestSaysWhatItSaysAlone(long seed) {
        play(seed, ROOMY, 24);
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void everyRequestSaysWhatItSaysAloneWhenThereIsNotRoomForAll(long seed) {
        SchedulerCounts counts = play(seed, TIGHT, 90);

        assertThat(counts.preemptions()).as("preemptions").isPositive();
        assertThat(counts.blocks().evicted()).as("evicted blocks").isPositive();
        assertThat(counts.foundTokens()).as("tokens found").isPositive();
        assertThat(counts.blocks().used()).isZero();
        assertThat(counts.blocks().all() * KvCache.BLOCK).isEqualTo(TIGHT);
    }

    private SchedulerCounts play(long seed, int positions, int longest) {
        List<Sent> sent = new ArrayList<>();
        SchedulerCounts counts = play(new SplittableRandom(seed), positions, longest, sent);
        int whole = 0;
        for (Sent one : sent) {
            GenerationResult result = one.generation().result().join();
            int[] alone = alone(one.asked());
            int[] said = result.tokens();
            boolean early = result.reason() == FinishReason.CANCELLED || result.reason() == FinishReason.DEADLINE;
            whole += early ? 0 : 1;
            assertThat(said)
                    .as("seed %d, request %d of %d, ended by %s", seed, sent.indexOf(one), sent.size(), result.reason())
                    .isEqualTo(early ? Arrays.copyOf(alone, said.length) : alone);
        }
        assertThat(whole).as("most were not ended early").isGreaterThan(sent.size() / 2);
        assertThat(sent.size()).as("some were ended early").isGreaterThan(whole);
        return counts;
    }

    private SchedulerCounts play(SplittableRandom random, int positions, int longest, List<Sent> sent) {
        List<int[]> beginnings = IntStream.of(3, 40, 70)
                .mapToObj(length -> tokens(length, random))
                .toList();
        List<Loaded> loaded = loadAll();
        long bytes = positions * model.keyValueMemory().bytesPerToken();
        SchedulerOptions options = new SchedulerOptions(BATCH, EVENTS, CONTEXT).withCacheBytes(bytes);
        try (GenerationScheduler scheduler = new GenerationScheduler(model, options)) {
            for (int event = 0; event < EVENTS; event++) {
                switch (random.nextInt(8)) {
                    case 0 -> cancelOne(sent, random);
                    case 1 -> swapOne(loaded, random.nextInt(adapters.size()), 1 + random.nextInt(2));
                    case 2 -> letRun(scheduler, random.nextInt(12));
                    default -> sent.add(send(scheduler, ask(beginnings, longest, loaded, random), loaded, random));
                }
            }
            sent.forEach(one -> one.generation().result().join());
            await().until(() -> scheduler.counts().blocks().used() == 0);
            return scheduler.counts();
        } finally {
            loaded.forEach(each -> each.adapter().close());
        }
    }

    private Sent send(GenerationScheduler scheduler, Asked asked, List<Loaded> loaded, SplittableRandom random) {
        Optional<Adapter> adapter = asked.adapter() < 0
                ? Optional.empty()
                : Optional.of(loaded.get(asked.adapter()).adapter());
        Optional<Instant> deadline =
                random.nextInt(10) == 0 ? Optional.of(Instant.now().plusMillis(random.nextInt(4))) : Optional.empty();
        return new Sent(
                asked,
                scheduler.submit(
                        new GenerationRequest(asked.prompt(), adapter, asked.sampling(), deadline),
                        TokenListener.none()));
    }

    private Asked ask(List<int[]> beginnings, int longest, List<Loaded> loaded, SplittableRandom random) {
        int[] beginning = beginnings.get(random.nextInt(beginnings.size()));
        int[] rest = tokens(1 + random.nextInt(30), random);
        int[] prompt =
                IntStream.concat(Arrays.stream(beginning), Arrays.stream(rest)).toArray();
        int most = 1 + random.nextInt(longest);
        Sampling sampling = switch (random.nextInt(3)) {
            case 0 -> Sampling.greedy(most);
            case 1 -> new Sampling(0.8, 0.9, 0, random.nextLong(), most, List.of());
            default ->
                new Sampling(1.2, 1, 20, random.nextLong(), most, List.of())
                        .withPenalties(new Penalties(1.3, 0.2, 0.1));
        };
        int adapter = random.nextInt(-1, adapters.size());
        return new Asked(prompt, adapter, adapter < 0 ? 0 : loaded.get(adapter).alpha(), sampling);
    }

    private int[] tokens(int count, SplittableRandom random) {
        return random.ints(count, 3, model.config().vocabularySize()).toArray();
    }

    private static void cancelOne(List<Sent> sent, SplittableRandom random) {
        if (!sent.isEmpty()) {
            sent.get(random.nextInt(sent.size())).generation().cancel();
        }
    }

    /** Requests that run with the old one keep it until they are done. */
    private void swapOne(List<Loaded> loaded, int number, int alpha) {
        loaded.get(number).adapter().close();
        loaded.set(number, load(number, alpha));
    }

    private List<Loaded> loadAll() {
        return new ArrayList<>(IntStream.range(0, adapters.size())
                .mapToObj(number -> load(number, 1))
                .toList());
    }

    private Loaded load(int number, int alpha) {
        TinyModels.edit(adapters.get(number).resolve("adapter_config.json"), json -> json.put("lora_alpha", 4 * alpha));
        return new Loaded(model.loadAdapter(adapters.get(number)), alpha);
    }

    private static void letRun(GenerationScheduler scheduler, int steps) {
        long until = scheduler.counts().steps() + steps;
        while (scheduler.counts().steps() < until && scheduler.active() + scheduler.queued() > 0) {
            LockSupport.parkNanos(A_MOMENT);
        }
    }

    private int[] alone(Asked asked) {
        try (GenerationScheduler scheduler = new GenerationScheduler(model, new SchedulerOptions(1, 1, CONTEXT))) {
            Optional<Adapter> adapter = asked.adapter() < 0
                    ? Optional.empty()
                    : Optional.of(load(asked.adapter(), asked.alpha()).adapter());
            try {
                return scheduler
                        .submit(
                                new GenerationRequest(asked.prompt(), adapter, asked.sampling(), Optional.empty()),
                                TokenListener.none())
                        .result()
                        .join()
                        .tokens();
            } finally {
                adapter.ifPresent(Adapter::close);
            }
        }
    }
}
