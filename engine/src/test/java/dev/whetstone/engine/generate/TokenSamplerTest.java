package dev.whetstone.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

class TokenSamplerTest {

    private static final float[] PROBABILITIES = {0.1f, 0.4f, 0.05f, 0.25f, 0.2f};
    private static final int DRAWS = 20_000;
    private static final Likeliest NOTHING_KNOWN = new Likeliest(new int[0], new float[0]);

    @Test
    void drawsWithTheGivenProbabilities() {
        double[] shares = shares(1, 0);
        for (int token = 0; token < PROBABILITIES.length; token++) {
            assertThat(shares[token]).isCloseTo(PROBABILITIES[token], within(0.02));
        }
    }

    @Test
    void topKKeepsTheMostLikely() {
        assertThat(shares(1, 1)).containsExactly(0, 1, 0, 0, 0);
        double[] three = shares(1, 3);
        assertThat(three[0] + three[2]).isZero();
        assertThat(three[1]).isCloseTo(0.4 / 0.85, within(0.02));
    }

    @Test
    void topPKeepsTheSmallestSetThatReachesIt() {
        double[] shares = shares(0.6, 0);
        assertThat(shares[1]).isCloseTo(0.4 / 0.65, within(0.02));
        assertThat(shares[3]).isCloseTo(0.25 / 0.65, within(0.02));
        assertThat(shares[0] + shares[2] + shares[4]).isZero();
    }

    @Test
    void topPCountsWithinTopK() {
        double[] shares = shares(0.8, 3); // of 0.85: 0.68 is reached by 0.4 + 0.25 + 0.2
        assertThat(shares[4]).isCloseTo(0.2 / 0.85, within(0.02));
    }

    @Test
    void theSameSeedDrawsTheSame() {
        assertThat(draws(7)).isEqualTo(draws(7)).isNotEqualTo(draws(8));
    }

    @Test
    void largeVocabulariesAreDrawnFromRight() {
        SplittableRandom random = new SplittableRandom(1);
        float[] flat = new float[50_000];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) (random.nextDouble() / 25_000);
        }
        flat[123] = 0.5f;
        TokenSampler sampler = new TokenSampler(new Sampling(1, 0.3, 40, 1, 1, List.of()));
        assertThat(draw(sampler, flat)).isEqualTo(123);
    }

    /** Probabilities are multiples of 1/64, so that many are equal, as they are when logits come from bfloat16. */
    @ParameterizedTest
    @CsvSource({"0.3, 0", "0.9, 0", "0.999, 0", "1, 5", "1, 16", "1, 40", "0.7, 12", "0.95, 300"})
    void theLikeliestTokensDrawWhatTheWholeRowDraws(double topP, int topK) {
        SplittableRandom random = new SplittableRandom(3);
        TokenSampler fromSome = new TokenSampler(new Sampling(1, topP, topK, 5, 1, List.of()));
        TokenSampler fromAll = new TokenSampler(new Sampling(1, topP, topK, 5, 1, List.of()));
        for (int i = 0; i < 2_000; i++) {
            float[] row = rowWithTies(random);
            Likeliest some = Likeliest.above(0, row).first(16);

            assertThat(fromSome.draw(some, () -> row)).isEqualTo(fromAll.draw(NOTHING_KNOWN, () -> row));
        }
    }

    @Test
    void theWholeRowIsNotLookedAtWhenItsLikeliestTokensSettleTheChoice() {
        TokenSampler sampler = new TokenSampler(new Sampling(1, 0.6, 0, 1, 1, List.of()));
        Likeliest some = Likeliest.above(0, PROBABILITIES).first(3); // 0.4, 0.25, 0.2

        int token = sampler.draw(some, () -> {
            throw new AssertionError("the row was looked at");
        });

        assertThat(token).isIn(1, 3);
    }

    /** As where a schema allows few tokens: the others have no probability, and a place among the likeliest all the same. */
    @ParameterizedTest
    @CsvSource({"1, 40", "0.9, 0", "0.95, 40"})
    void tokensWithoutProbabilityAreNeverDrawnAndNeverSorted(double topP, int topK) {
        TokenSampler sampler = new TokenSampler(new Sampling(1, topP, topK, 4, 1, List.of()));
        Likeliest some = Likeliest.sorted(new int[] {9, 4, 0, 1, 2}, new float[] {0.75f, 0.25f, 0, 0, 0});
        for (int i = 0; i < 1_000; i++) {
            int token = sampler.draw(some, () -> {
                throw new AssertionError("the row was looked at");
            });

            assertThat(token).isIn(9, 4);
        }
        assertThat(some.draw(1)).as("rounding").isEqualTo(4);
    }

    private static float[] rowWithTies(SplittableRandom random) {
        float[] row = new float[200];
        for (int share = 0; share < 64; share++) {
            row[(int) (row.length * Math.pow(random.nextDouble(), 4))] += 1f / 64;
        }
        return row;
    }

    private static int draw(TokenSampler sampler, float[] row) {
        return sampler.draw(NOTHING_KNOWN, () -> row);
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
    }

    private static double[] shares(double topP, int topK) {
        TokenSampler sampler = new TokenSampler(new Sampling(1, topP, topK, 1, 1, List.of()));
        double[] shares = new double[PROBABILITIES.length];
        for (int i = 0; i < DRAWS; i++) {
            shares[draw(sampler, PROBABILITIES)] += 1.0 / DRAWS;
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] = Math.rint(shares[i] * 1e9) / 1e9;
        }
        return shares;
    }

    private static List<Integer> draws(long seed) {
        TokenSampler sampler = new TokenSampler(new Sampling(1, 1, 0, seed, 1, List.of()));
        return IntStream.range(0, 20)
                .mapToObj(_ -> draw(sampler, PROBABILITIES))
                .toList();
    }
}
