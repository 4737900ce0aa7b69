package dev.whetstone.evaluation.suite;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Require;

import java.util.List;

/**
 * How every arm generates: the sampling that will be served.
 *
 * @param temperature 0 is greedy
 * @param topK 0 keeps all tokens
 * @param maxTokens completion tokens at most
 * @param repeats generations of an item: 1 at temperature 0, at least 3 otherwise
 */
public record Sampling(
        double temperature, double topP, int topK, long seed, int maxTokens, int repeats, List<String> stop) {

    public Sampling {
        if (!(temperature >= 0 && temperature <= 2)) {
            throw new IllegalArgumentException("temperature: expected a number in [0, 2], but got " + temperature);
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("top_p: expected a number in (0, 1], but got " + topP);
        }
        Require.atLeast("top_k", topK, 0);
        Require.atLeast("max_tokens", maxTokens, 1);
        checkRepeats(temperature, repeats);
        stop = Require.copy("stop", stop);
    }

    private static void checkRepeats(double temperature, int repeats) {
        if (temperature == 0 && repeats != 1) {
            throw new IllegalArgumentException(
                    "repeats: expected 1 at temperature 0, which gives the same output every time, but got " + repeats);
        }
        if (temperature > 0 && repeats < 3) {
            throw new IllegalArgumentException(
                    "repeats: expected at least 3 at temperature " + temperature + ", but got " + repeats);
        }
    }

    public static Sampling greedy(int maxTokens) {
        return new Sampling(0, 1, 0, 1, maxTokens, 1, List.of());
    }

    /** The seed of one repeat, counted from 0: repeats differ, and every arm draws with the same ones. */
    public long seed(int repeat) {
        return seed + repeat;
    }

    /** Names what shapes one output: the number of repeats does not. */
    public Digest digest() {
        return CanonicalJson.digest(EvalJson.sampling(this).without("repeats"));
    }
}
