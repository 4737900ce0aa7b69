package dev.whetstone.engine.generate;

import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.constrain.Constraint;
import dev.whetstone.engine.constrain.Constraints;
import dev.whetstone.engine.constrain.Cursor;
import dev.whetstone.engine.torch.Backend;
import dev.whetstone.engine.torch.NativeData;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a schema costs a row in a decode step: {@code mvn test -Dtest=ConstraintBench -Dwhetstone.bench.model=DIRECTORY}. No part of the
 * test run.
 */
class ConstraintBench {

    private static final String SCHEMA = """
            {"type": "object", "additionalProperties": false, "required": ["label", "reason", "amounts"], "properties": {
              "label": {"enum": ["keep", "return", "refund"]},
              "reason": {"type": "string"},
              "short": {"type": "string", "maxLength": 80},
              "amounts": {"type": "array", "items": {"type": "object", "additionalProperties": false,
                "required": ["of", "value"], "properties": {"of": {"type": "string"}, "value": {"type": "number"}}}}}}""";
    private static final String SAID =
            "{\"label\": \"refund\", \"reason\": \"The cup arrived broken, and the customer sent a picture of it.\","
                    + " \"short\": \"A broken cup, with picture\", \"amounts\": [{\"of\": \"cup\", \"value\": 12.5},"
                    + " {\"of\": \"shipping\", \"value\": 4.99}]}";
    private static final int ROWS = 8;
    private static final int ROUNDS = 200;

    @Test
    void microsecondsPerRowAndStep() {
        Path directory = Path.of(Objects.requireNonNull(
                System.getProperty("whetstone.bench.model"), "say -Dwhetstone.bench.model=DIRECTORY"));
        try (LanguageModel model = LanguageModel.load(directory, LoadOptions.serving(Optional.empty(), 0))) {
            long start = System.nanoTime();
            Constraints constraints = model.constraints();
            System.out.printf(
                    "vocabulary of %d tokens read in %.0f ms%n",
                    model.config().vocabularySize(), (System.nanoTime() - start) / 1e6);
            int[] said = model.tokenizer().encode(SAID);
            measureMasks(constraints, said);
            measureHostile(
                    constraints,
                    model.tokenizer().encode("\\")[0],
                    model.tokenizer().encode("\"")[0]);
            measureChoice(model);
            measureSteps(model);
        }
    }

    private static void measureMasks(Constraints constraints, int[] said) {
        for (int warm = 0; warm < 30; warm++) {
            walk(fresh(constraints, warm), said);
        }
        List<Double> uncached = new ArrayList<>();
        List<Double> cached = new ArrayList<>();
        List<Double> compiled = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            Constraint constraint = fresh(constraints, 100 + round);
            compiled.add((System.nanoTime() - start) / 1e3);
            uncached.addAll(walk(constraint, said));
            cached.addAll(walk(constraint, said));
        }
        print("compiling the schema", compiled);
        print("mask and step of the automaton, uncached, a token", uncached);
        print("mask and step of the automaton, cached, a token", cached);
    }

    /** Strings with many lengths in an anyOf, right after a backslash: the dearest state known. */
    private static void measureHostile(Constraints constraints, int backslash, int quote) {
        String strings = IntStream.range(0, 100)
                .mapToObj(i -> "{\"type\":\"string\",\"maxLength\":" + (200 + i) + "}")
                .collect(Collectors.joining(",", "{\"anyOf\":[", "]}"));
        List<Double> masks = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            Cursor cursor = constraints.compile(strings + " ".repeat(round)).begin();
            cursor.take(quote);
            cursor.take(backslash);
            long start = System.nanoTime();
            cursor.allowed();
            masks.add((System.nanoTime() - start) / 1e3);
        }
        print("mask of a hostile schema, uncached", masks);
    }

    /** The same schema under another digest. */
    private static Constraint fresh(Constraints constraints, int number) {
        return constraints.compile(SCHEMA + " ".repeat(number));
    }

    private static List<Double> walk(Constraint constraint, int[] said) {
        List<Double> times = new ArrayList<>();
        Cursor cursor = constraint.begin();
        for (int token : said) {
            long start = System.nanoTime();
            if (!cursor.allowed().allows(token)) {
                throw new IllegalStateException("token " + token + " is not allowed");
            }
            cursor.take(token);
            times.add((System.nanoTime() - start) / 1e3);
        }
        return times;
    }

    private static void measureChoice(LanguageModel model) {
        Backend backend = model.network().backend();
        TokenChoice choice = new TokenChoice(backend, model.config().vocabularySize(), model.tokenizer()::bytes);
        Constraint constraint = model.constraints().compile(SCHEMA);
        int[] start = model.tokenizer().encode("{\"label\": \"keep\", \"reason\": \"It");
        for (Sampling sampling : List.of(Sampling.greedy(100), new Sampling(0.7, 0.9, 40, 1, 100, List.of()))) {
            List<Running> free = rows(model, sampling, Optional.empty(), start);
            List<Running> inText = rows(model, sampling, Optional.of(constraint), start);
            List<Running> atFirst = rows(model, sampling, Optional.of(constraint), new int[0]);
            List<Double> without = new ArrayList<>();
            List<Double> text = new ArrayList<>();
            List<Double> structure = new ArrayList<>();
            for (int round = 0; round < 2 * ROUNDS; round++) {
                without.add(choose(choice, model, free));
                text.add(choose(choice, model, inText));
                structure.add(choose(choice, model, atFirst));
            }
            if (sampling.isGreedy()) {
                measureRowMask(model, inText.getFirst(), "within a string");
                measureRowMask(model, atFirst.getFirst(), "before the value");
            }
            String how = sampling.isGreedy() ? "greedy" : "drawn";
            print("choosing for 8 rows, " + how + ", no schema", second(without));
            print("choosing for 8 rows, " + how + ", within a string", second(text));
            print("choosing for 8 rows, " + how + ", before the value", second(structure));
        }
    }

    private static void measureRowMask(LanguageModel model, Running running, String where) {
        List<Double> times = new ArrayList<>();
        int size = model.config().vocabularySize();
        for (int round = 0; round < 10 * ROUNDS; round++) {
            try (var _ = new PointerScope();
                    var _ = new NoGradGuard()) {
                MemorySegment logits = NativeData.span(torch.randn(size));
                long start = System.nanoTime();
                RowMask.apply(logits, size, running.allowed().orElseThrow());
                times.add((System.nanoTime() - start) / 1e3);
            }
        }
        print("cached mask over a row, " + where, second(times));
    }

    /** Eight rows decoded to their limit by a scheduler, with and without a schema in turns. */
    private static void measureSteps(LanguageModel model) {
        Constraint story =
                model.constraints().compile("{\"type\":\"array\",\"items\":{\"type\":\"string\",\"minLength\":40}}");
        List<Double> free = new ArrayList<>();
        List<Double> held = new ArrayList<>();
        try (GenerationScheduler scheduler = new GenerationScheduler(model, new SchedulerOptions(ROWS, ROWS, 512))) {
            for (int round = 0; round < 10; round++) {
                free.add(step(scheduler, model, Optional.empty()));
                held.add(step(scheduler, model, Optional.of(story)));
            }
        }
        print("a decode step of 8 rows, no schema", second(free));
        print("a decode step of 8 rows, all with a schema", second(held));
    }

    private static double step(GenerationScheduler scheduler, LanguageModel model, Optional<Constraint> held) {
        int tokens = 64;
        int[] prompt = model.prompt(List.of(new ChatMessage("user", "Tell me of the sea, as a list of JSON strings.")));
        GenerationRequest request =
                new GenerationRequest(prompt, Optional.empty(), Sampling.greedy(tokens), Optional.empty(), held);
        long start = System.nanoTime();
        List<Generation> rows = Stream.generate(() -> scheduler.submit(request, TokenListener.none()))
                .limit(ROWS)
                .toList();
        int longest = rows.stream()
                .mapToInt(row -> row.result().join().tokens().length)
                .max()
                .orElseThrow();
        return (System.nanoTime() - start) / 1e3 / longest;
    }

    private static List<Running> rows(LanguageModel model, Sampling sampling, Optional<Constraint> held, int[] said) {
        List<Running> rows = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            GenerationRequest request =
                    new GenerationRequest(new int[] {1}, Optional.empty(), sampling, Optional.empty(), held);
            Running running = new Running(
                    request,
                    TokenListener.none(),
                    0,
                    BlockDigest.root("base", ""),
                    Set.of(2),
                    model.tokenizer().decoder());
            Arrays.stream(said).mapToObj(Chosen::of).forEach(running::take);
            rows.add(running);
        }
        return rows;
    }

    private static double choose(TokenChoice choice, LanguageModel model, List<Running> rows) {
        try (var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            Tensor logits = torch.randn(ROWS, model.config().vocabularySize())
                    .mul(model.network().backend().floats(new float[] {4}, 1));
            long start = System.nanoTime();
            choice.choose(logits, rows);
            return (System.nanoTime() - start) / 1e3;
        }
    }

    private static List<Double> second(List<Double> times) {
        return times.subList(times.size() / 2, times.size());
    }

    private static void print(String what, List<Double> micros) {
        double[] sorted =
                micros.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        System.out.printf(
                "%s: median %.1f µs, mean %.1f µs, 99%% below %.1f µs, most %.1f µs%n",
                what,
                sorted[sorted.length / 2],
                Arrays.stream(sorted).average().orElseThrow(),
                sorted[sorted.length * 99 / 100],
                sorted[sorted.length - 1]);
    }
}
