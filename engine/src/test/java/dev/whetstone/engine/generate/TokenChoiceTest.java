package dev.whetstone.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.TinyModels;
import dev.whetstone.engine.constrain.Constraint;
import dev.whetstone.engine.constrain.Vocabularies;
import dev.whetstone.engine.parity.GoldenJson;
import dev.whetstone.engine.torch.Backend;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

class TokenChoiceTest {

    private static final int SIZE = 300;
    private static final int END = 2;
    private static final Sampling WARM = new Sampling(0.9, 0.9, 0, 5, 50, List.of());

    @TempDir
    Path directory;

    private LanguageModel model;
    private TokenChoice choice;

    @BeforeEach
    void open() {
        model = TinyModels.load(directory);
        choice = new TokenChoice(
                Backend.choose(LoadOptions.defaults()), SIZE, id -> new byte[] {(byte) id, (byte) (id >> 8)});
    }

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void greedyTakesTheFirstOfTheLargest() {
        float[] logits = row(1);
        logits[70] = 99;
        logits[200] = 99;
        assertThat(choose(logits, Sampling.greedy(5)).token()).isEqualTo(70);
    }

    @Test
    void whatIsNotFiniteIsNeverATokenOfAnyRequest() {
        List<Sampling> all = List.of(Sampling.greedy(5), WARM, WARM.withLogProbabilities(3));
        for (float broken : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            for (Sampling sampling : all) {
                float[] logits = row(2);
                logits[250] = broken;
                assertThat(choose(logits, sampling)).isEqualTo(Chosen.NOTHING);
            }
        }
    }

    @Test
    void rowsChooseWhatTheyChooseAlone() {
        List<Sampling> all = mixed();
        float[][] logits = new float[all.size()][];
        Arrays.setAll(logits, TokenChoiceTest::row);
        List<Chosen> alone = new ArrayList<>();
        for (int i = 0; i < logits.length; i++) {
            alone.add(choose(logits[i], all.get(i)));
        }

        assertThat(tokens(choose(logits, requests(all), false))).isEqualTo(tokens(alone));
    }

    /** As on a device: rows that are more than their largest logit are copied. */
    @Test
    void rowsThatLieElsewhereChooseTheSame() {
        List<Sampling> all = mixed();
        float[][] logits = new float[all.size()][];
        Arrays.setAll(logits, TokenChoiceTest::row);
        logits[0][3] = Float.NaN;

        List<Chosen> here = choose(logits, requests(all), false);
        List<Chosen> byOperators = choose(logits, requests(all), true);

        assertThat(tokens(byOperators)).isEqualTo(tokens(here));
        assertThat(byOperators.getFirst()).isEqualTo(Chosen.NOTHING);
        assertThat(byOperators.stream().filter(each -> each.logProbabilities().isPresent()))
                .isNotEmpty();
    }

    @Test
    void biasPenaltiesAndMinimumChangeWhatGreedyTakes() {
        float[] logits = row(3);
        logits[END] = 50;
        logits[80] = 40;
        logits[81] = 39.5f;
        logits[82] = 39;

        assertThat(choose(logits, Sampling.greedy(5)).token()).isEqualTo(END);
        Sampling lasting = Sampling.greedy(5).withMinTokens(2);
        assertThat(choose(logits, lasting).token()).isEqualTo(80);
        assertThat(choose(logits, lasting.withLogitBias(Map.of(82, 1.5))).token())
                .isEqualTo(82);
        Sampling fresh = lasting.withPenalties(new Penalties(1, 0, 0.9));
        assertThat(choose(logits, fresh, 80).token()).isEqualTo(81);
        assertThat(choose(logits, fresh.withMinTokens(1), 80).token())
                .as("the minimum is reached")
                .isEqualTo(END);
        Sampling unlike = Sampling.greedy(5).withMinTokens(3).withPenalties(new Penalties(1.1, 0, 0));
        assertThat(choose(logits, unlike, 80, 81).token()).isEqualTo(82);
    }

    @Test
    void logProbabilitiesAreTheModelsOwnWhateverTheSampling() {
        JsonNode golden = GoldenJson.read(TokenChoiceTest.class, "sampling-cases.json");
        float[] logits = GoldenJson.floats(golden.path("logits"));
        int[] likeliest = GoldenJson.ids(golden.path("likeliest"));
        Sampling changed = WARM.withPenalties(new Penalties(1.5, 1, 1))
                .withLogitBias(Map.of(11, 100.0))
                .withLogProbabilities(likeliest.length);

        LogProbabilities made = choose(logits, changed).logProbabilities().orElseThrow();

        assertThat(made.likeliest().stream().mapToInt(TokenLogProbability::token))
                .containsExactly(Arrays.stream(likeliest).boxed().toArray(Integer[]::new));
        for (int i = 0; i < likeliest.length; i++) {
            assertThat(made.likeliest().get(i).logProbability())
                    .isCloseTo(golden.path("log_probabilities").get(i).doubleValue(), within(1e-6));
            assertThat(made.likeliest().get(i).bytes())
                    .containsExactly((byte) likeliest[i], (byte) (likeliest[i] >> 8));
        }
        assertThat(made.chosen().token()).isEqualTo(11);
        assertThat(made.chosen().logProbability())
                .isCloseTo(
                        made.likeliest().getFirst().logProbability() + logits[11] - logits[likeliest[0]], within(1e-6));
    }

    @Test
    void theLikeliestOfASmallOrPeakedRowAreAsManyAsThereAre() {
        float[] logits = new float[SIZE];
        Arrays.fill(logits, Float.NEGATIVE_INFINITY);
        logits[5] = 900;
        logits[6] = -900;

        LogProbabilities made = choose(logits, Sampling.greedy(1).withLogProbabilities(20))
                .logProbabilities()
                .orElseThrow();

        assertThat(made.likeliest().stream().map(TokenLogProbability::token)).containsExactly(5, 6);
        assertThat(made.likeliest().get(0).logProbability()).isZero();
        assertThat(made.likeliest().get(1).logProbability()).isEqualTo(-1800);
    }

    @Test
    void aSchemaHasTheFirstWord() {
        Constraint held = Vocabularies.bytes().compile("{\"const\":\"a\"}");
        float[] logits = row(4);
        Sampling pushed =
                Sampling.greedy(9).withLogitBias(Map.of((int) 'x', 100.0)).withLogProbabilities(1);
        Running request = running(pushed, Optional.of(held));

        for (char expected : "\"a\"".toCharArray()) {
            Chosen chosen =
                    choose(new float[][] {logits}, List.of(request), false).getFirst();
            assertThat((char) chosen.token()).isEqualTo(expected);
            assertThat(chosen.logProbabilities().orElseThrow().chosen().logProbability())
                    .isNegative()
                    .isFinite();
            request.take(chosen);
        }
    }

    private static List<Sampling> mixed() {
        return List.of(
                Sampling.greedy(9),
                WARM,
                Sampling.greedy(9),
                Sampling.greedy(9).withLogitBias(Map.of(17, 20.0)),
                WARM.withMinP(0.1),
                new Sampling(2, 1, 0, 8, 9, List.of()).withLogProbabilities(4),
                new Sampling(2, 1, 30, 8, 9, List.of()),
                Sampling.greedy(9).withMinTokens(3));
    }

    private Chosen choose(float[] logits, Sampling sampling, int... said) {
        Running request = running(sampling, Optional.empty());
        Arrays.stream(said).mapToObj(Chosen::of).forEach(request::take);
        return choose(new float[][] {logits}, List.of(request), false).getFirst();
    }

    private List<Chosen> choose(float[][] rows, List<Running> requests, boolean byOperators) {
        int size = rows[0].length;
        float[] all = new float[rows.length * size];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, i * size, size);
        }
        try (var _ = new PointerScope()) {
            Tensor logits = Tensor.create(all, rows.length, size);
            return byOperators ? choice.byOperators(logits, requests) : choice.choose(logits, requests);
        }
    }

    private List<Running> requests(List<Sampling> all) {
        return all.stream().map(sampling -> running(sampling, Optional.empty())).toList();
    }

    private Running running(Sampling sampling, Optional<Constraint> held) {
        return new Running(
                new GenerationRequest(new int[] {1}, Optional.empty(), sampling, Optional.empty(), held),
                TokenListener.none(),
                0,
                BlockDigest.root("base", ""),
                Set.of(END),
                model.tokenizer().decoder());
    }

    private static List<Integer> tokens(List<Chosen> chosen) {
        return chosen.stream().map(Chosen::token).toList();
    }

    private static float[] row(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] logits = new float[SIZE];
        for (int token = 0; token < SIZE; token++) {
            logits[token] = (float) (6 * random.nextDouble());
        }
        return logits;
    }
}
