package dev.whetstone.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

class TokenSamplerTest {

    private static final LogitRow ROW = LogitRow.ofProbabilities(0.1f, 0.4f, 0.05f, 0.25f, 0.2f);
    private static final int TOKENS = 5;
    private static final int DRAWS = 20_000;

    @Test
    void drawsWithTheGivenProbabilities() {
        double[] shares = shares(sampling(1, 0));
        double[] probabilities = {0.1, 0.4, 0.05, 0.25, 0.2};
        for (int token = 0; token < TOKENS; token++) {
            assertThat(shares[token]).isCloseTo(probabilities[token], within(0.02));
        }
    }

    @Test
    void topKKeepsTheMostLikely() {
        assertThat(shares(sampling(1, 1))).containsExactly(0, 1, 0, 0, 0);
        double[] three = shares(sampling(1, 3));
        assertThat(three[0] + three[2]).isZero();
        assertThat(three[1]).isCloseTo(0.4 / 0.85, within(0.02));
    }

    @Test
    void topPKeepsTheSmallestSetThatReachesIt() {
        double[] shares = shares(sampling(0.6, 0));
        assertThat(shares[1]).isCloseTo(0.4 / 0.65, within(0.02));
        assertThat(shares[3]).isCloseTo(0.25 / 0.65, within(0.02));
        assertThat(shares[0] + shares[2] + shares[4]).isZero();
    }

    @Test
    void topPCountsWithinTopK() {
        double[] shares = shares(sampling(0.8, 3)); // of 0.85: 0.68 is reached by 0.4 + 0.25 + 0.2
        assertThat(shares[4]).isCloseTo(0.2 / 0.85, within(0.02));
    }

    @Test
    void minPKeepsAShareOfTheLikeliest() {
        double[] shares = shares(sampling(1, 0).withMinP(0.45)); // of 0.4: 0.18
        assertThat(shares[0] + shares[2]).isZero();
        assertThat(shares[4]).isCloseTo(0.2 / 0.85, within(0.02));
    }

    @Test
    void theSameSeedDrawsTheSame() {
        assertThat(draws(7)).isEqualTo(draws(7)).isNotEqualTo(draws(8));
    }

    /** Logits are multiples of 1/4, so that many are equal, as they are when they come from bfloat16. */
    @ParameterizedTest
    @CsvSource({
        "0.3, 0, 0",
        "0.9, 0, 0",
        "0.999, 0, 0",
        "1, 5, 0",
        "1, 16, 0",
        "1, 300, 0",
        "0.7, 12, 0",
        "0.95, 300, 0",
        "1, 0, 0.3",
        "1, 0, 0.0001",
        "0.9, 0, 0.1",
        "1, 12, 0.01",
        "0.9, 40, 0.05"
    })
    void theTokensLookedAtGiveWhatTheWholeRowGives(double topP, int topK, double minP) {
        SplittableRandom random = new SplittableRandom(3);
        Sampling sampling = sampling(topP, topK).withMinP(minP);
        for (int i = 0; i < 300; i++) {
            double spread = 0.5 + 12 * random.nextDouble();
            float[] logits = new float[200];
            for (int token = 0; token < logits.length; token++) {
                logits[token] = Math.round(4 * spread * Math.pow(random.nextDouble(), 3)) / 4f;
            }

            Likeliest kept = new TokenSampler(sampling).keep(LogitRow.of(logits).weights(sampling.temperature()));

            assertThat(kept.tokens()).isEqualTo(bySorting(logits, sampling));
        }
    }

    private static int[] bySorting(float[] logits, Sampling sampling) {
        int[] order = IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer token) -> -logits[token])
                        .thenComparingInt(token -> token))
                .mapToInt(token -> token)
                .toArray();
        double[] weights = Arrays.stream(order)
                .mapToDouble(token -> (float) Math.exp(logits[token] - logits[order[0]]))
                .toArray();
        int candidates = sampling.topK() > 0 ? Math.min(sampling.topK(), order.length) : order.length;
        double all = Arrays.stream(weights, 0, candidates).sum();
        int count = 0;
        double before = 0;
        while (count < candidates && before < sampling.topP() * all && weights[count] >= sampling.minP()) {
            before += weights[count++];
        }
        return Arrays.copyOf(order, count);
    }

    @Test
    void everyTokenOfALargeVocabularyIsDrawnAsOftenAsItWeighs() {
        float[] flat = new float[5_000]; // several blocks, the last not whole
        flat[4_999] = (float) Math.log(5_000);
        TokenWeights weights = LogitRow.of(flat).weights(1);

        int last = 0;
        for (int i = 0; i < 10_000; i++) {
            int token = weights.draw((i + 0.5) / 10_000);
            assertThat(token).isBetween(last, Math.min(last + 1, 4_999));
            last = token;
        }
        assertThat(weights.draw(0.49)).isEqualTo((int) (0.49 * 9_999));
        assertThat(weights.draw(0.6)).isEqualTo(4_999);
        assertThat(weights.draw(1)).as("rounding").isEqualTo(4_999);
    }

    /** As where a schema allows few tokens. */
    @ParameterizedTest
    @CsvSource({"1, 0, 0", "1, 40, 0", "0.9, 0, 0", "0.95, 40, 0", "1, 0, 0.01"})
    void tokensThatAreNotAllowedAreNeverDrawn(double topP, int topK, double minP) {
        float[] logits = new float[3_000];
        Arrays.fill(logits, Float.NEGATIVE_INFINITY);
        logits[9] = 2;
        logits[2_400] = 1;
        TokenSampler sampler = new TokenSampler(sampling(topP, topK).withMinP(minP));
        TokenWeights weights = LogitRow.of(logits).weights(1);

        assertThat(IntStream.range(0, 1_000).map(_ -> sampler.draw(weights)).boxed())
                .containsOnly(9, 2_400);
        assertThat(weights.draw(1)).as("rounding").isEqualTo(2_400);
    }

    @Test
    void theColdestTemperatureTakesTheLargest() {
        TokenSampler sampler = new TokenSampler(new Sampling(Double.MIN_VALUE, 1, 0, 1, 1, List.of()));
        assertThat(sampler.draw(LogitRow.of(1, 1.0001f, 1).weights(Double.MIN_VALUE)))
                .isEqualTo(1);
    }

    @Test
    void settingsThatMakeNoSenseAreNamed() {
        assertThatThrownBy(() -> new Sampling(-1, 1, 0, 0, 1, List.of())).hasMessageStartingWith("temperature is -1.0");
        assertThatThrownBy(() -> new Sampling(0, 0, 0, 0, 1, List.of())).hasMessageStartingWith("topP is 0.0");
        assertThatThrownBy(() -> new Sampling(0, 1, -2, 0, 1, List.of())).hasMessageStartingWith("topK is -2");
        assertThatThrownBy(() -> new Sampling(0, 1, 0, 0, 0, List.of())).hasMessageStartingWith("maxTokens is 0");
        assertThatThrownBy(() -> new Sampling(0, 1, 0, 0, 1, List.of(""))).hasMessageStartingWith("stop is");
        assertThatThrownBy(() -> new Sampling(Double.NaN, 1, 0, 0, 1, List.of()))
                .hasMessageStartingWith("temperature is NaN");
        Sampling fine = Sampling.greedy(4);
        assertThatThrownBy(() -> fine.withMinP(1.5)).hasMessageStartingWith("minP is 1.5");
        assertThatThrownBy(() -> fine.withMinTokens(5))
                .hasMessage("minTokens is 5: it must be between 0 and maxTokens, 4");
        assertThatThrownBy(() -> fine.withLogProbabilities(21)).hasMessageStartingWith("alternatives is 21");
        assertThatThrownBy(() -> fine.withLogitBias(Map.of(3, Double.NaN)))
                .hasMessageStartingWith("logitBias of token 3 is NaN");
        assertThatThrownBy(() -> fine.withLogitBias(Map.of(-1, 0.0)))
                .hasMessageStartingWith("token of logitBias is -1");
        assertThatThrownBy(() -> new Penalties(0, 0, 0)).hasMessageStartingWith("repetition penalty is 0.0");
        assertThatThrownBy(() -> new Penalties(1, 3, 0)).hasMessageStartingWith("presence penalty is 3.0");
        assertThatThrownBy(() -> new Penalties(1, 0, -2.5)).hasMessageStartingWith("frequency penalty is -2.5");
    }

    private static Sampling sampling(double topP, int topK) {
        return new Sampling(1, topP, topK, 1, 1, List.of());
    }

    private static double[] shares(Sampling sampling) {
        TokenSampler sampler = new TokenSampler(sampling);
        TokenWeights weights = ROW.weights(1);
        int[] counts = new int[TOKENS];
        for (int i = 0; i < DRAWS; i++) {
            counts[sampler.draw(weights)]++;
        }
        return Arrays.stream(counts)
                .mapToDouble(count -> (double) count / DRAWS)
                .toArray();
    }

    private static List<Integer> draws(long seed) {
        TokenSampler sampler = new TokenSampler(new Sampling(1, 1, 0, seed, 1, List.of()));
        TokenWeights weights = ROW.weights(1);
        return IntStream.range(0, 20).mapToObj(_ -> sampler.draw(weights)).toList();
    }
}
