package dev.whetstone.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.engine.Adapter;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.TinyModels;
import dev.whetstone.engine.sample.SampleAdapter;
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
 * Whatever comes, is given up, expires or is swapped while a request runs, it says exactly what it says alone; one that was ended early
 * says the beginning of it.
 */
@Timeout(60)
class RandomScheduleTest {

    private static final int CONTEXT = 512;
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

    /** @param adapter its number, or -1 for the base */
    private record Asked(int[] prompt, int adapter, Sampling sampling) {}

    private record Sent(Asked asked, Generation generation) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyRequestSaysWhatItSaysAlone(long seed) {
        List<Sent> sent = play(new SplittableRandom(seed));

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
    }

    private List<Sent> play(SplittableRandom random) {
        List<int[]> beginnings = IntStream.of(3, 40, 70)
                .mapToObj(length -> tokens(length, random))
                .toList();
        List<Sent> sent = new ArrayList<>();
        Optional<Adapter>[] loaded = loadAll();
        try (GenerationScheduler scheduler =
                new GenerationScheduler(model, new SchedulerOptions(BATCH, EVENTS, CONTEXT))) {
            for (int event = 0; event < EVENTS; event++) {
                switch (random.nextInt(8)) {
                    case 0 -> cancelOne(sent, random);
                    case 1 -> swapOne(loaded, random.nextInt(adapters.size()));
                    case 2 -> letRun(scheduler, random.nextInt(12));
                    default -> sent.add(send(scheduler, ask(beginnings, random), loaded, random));
                }
            }
            sent.forEach(one -> one.generation().result().join());
        } finally {
            Arrays.stream(loaded).forEach(adapter -> adapter.ifPresent(Adapter::close));
        }
        return sent;
    }

    private Sent send(GenerationScheduler scheduler, Asked asked, Optional<Adapter>[] loaded, SplittableRandom random) {
        Optional<Adapter> adapter = asked.adapter() < 0 ? Optional.empty() : loaded[asked.adapter()];
        Optional<Instant> deadline =
                random.nextInt(10) == 0 ? Optional.of(Instant.now().plusMillis(random.nextInt(4))) : Optional.empty();
        return new Sent(
                asked,
                scheduler.submit(
                        new GenerationRequest(asked.prompt(), adapter, asked.sampling(), deadline),
                        TokenListener.none()));
    }

    private Asked ask(List<int[]> beginnings, SplittableRandom random) {
        int[] beginning = beginnings.get(random.nextInt(beginnings.size()));
        int[] rest = tokens(1 + random.nextInt(30), random);
        int[] prompt =
                IntStream.concat(Arrays.stream(beginning), Arrays.stream(rest)).toArray();
        int most = 1 + random.nextInt(24);
        Sampling sampling = switch (random.nextInt(3)) {
            case 0 -> Sampling.greedy(most);
            case 1 -> new Sampling(0.8, 0.9, 0, random.nextLong(), most, List.of());
            default ->
                new Sampling(1.2, 1, 20, random.nextLong(), most, List.of())
                        .withPenalties(new Penalties(1.3, 0.2, 0.1));
        };
        return new Asked(prompt, random.nextInt(-1, adapters.size()), sampling);
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
    private void swapOne(Optional<Adapter>[] loaded, int number) {
        loaded[number].ifPresent(Adapter::close);
        loaded[number] = Optional.of(model.loadAdapter(adapters.get(number)));
    }

    @SuppressWarnings("unchecked")
    private Optional<Adapter>[] loadAll() {
        return adapters.stream()
                .map(path -> Optional.of(model.loadAdapter(path)))
                .toArray(Optional[]::new);
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
                    : Optional.of(model.loadAdapter(adapters.get(asked.adapter())));
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
