package dev.whetstone.engine.generate;

import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.TinyModels;
import dev.whetstone.engine.torch.Backend;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What choosing tokens costs a decode step: {@code mvn test -Dtest=SamplingBench -Dsurefire.argLine=--enable-native-access=ALL-UNNAMED}, which
 * leaves out the flag by which tests go without the best compiler. No part of the test run.
 */
class SamplingBench {

    private static final int ROWS = 32;
    private static final int VOCABULARY = 49_152;
    private static final int ROUNDS = 300;

    @TempDir
    Path directory;

    @Test
    void microsecondsPerStepOf32Rows() {
        try (LanguageModel model = TinyModels.load(directory)) {
            measure(model, "greedy", Sampling.greedy(100));
            measure(model, "temperature alone", new Sampling(0.8, 1, 0, 1, 100, List.of()));
            measure(model, "top-p 0.9", new Sampling(0.8, 0.9, 0, 1, 100, List.of()));
            measure(model, "top-k 40, top-p 0.9", new Sampling(0.8, 0.9, 40, 1, 100, List.of()));
            Sampling plain = new Sampling(0.8, 1, 0, 1, 100, List.of());
            measure(model, "min-p 0.05", plain.withMinP(0.05));
            measure(model, "greedy with penalties", Sampling.greedy(100).withPenalties(new Penalties(1.2, 0.5, 0.5)));
            measure(
                    model,
                    "greedy with 5 log-probabilities",
                    Sampling.greedy(100).withLogProbabilities(5));
        }
    }

    private static void measure(LanguageModel model, String what, Sampling sampling) {
        Backend backend = model.network().backend();
        TokenChoice choice = new TokenChoice(backend, VOCABULARY, model.tokenizer()::bytes);
        List<Running> rows = IntStream.range(0, ROWS)
                .mapToObj(_ -> new Running(
                        new GenerationRequest(new int[] {1}, Optional.empty(), sampling, Optional.empty()),
                        TokenListener.none(),
                        0,
                        BlockDigest.root("base", ""),
                        Set.of(2),
                        model.tokenizer().decoder()))
                .toList();
        double[] micros = new double[ROUNDS];
        for (int round = 0; round < 2 * ROUNDS; round++) {
            try (var _ = new PointerScope();
                    var _ = new NoGradGuard()) {
                Tensor logits = torch.randn(ROWS, VOCABULARY).mul(backend.floats(new float[] {4}, 1));
                long start = System.nanoTime();
                choice.choose(logits, rows);
                micros[round % ROUNDS] = (System.nanoTime() - start) / 1e3; // the second half stays
            }
        }
        Arrays.sort(micros);
        System.out.printf(
                "choosing for %d rows of %d logits, %s: median %.0f µs, least %.0f µs, 99%% below %.0f µs%n",
                ROWS, VOCABULARY, what, micros[ROUNDS / 2], micros[0], micros[ROUNDS * 99 / 100]);
    }
}
