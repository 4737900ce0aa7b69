package dev.whetstone.gateway.generation;

import dev.whetstone.engine.generate.Sampling;
import dev.whetstone.gateway.edge.RequestRefused;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How the caller wants tokens chosen; what it leaves out is the gateway's choice: greedy, all tokens, a drawn seed.
 *
 * @param logitBias by token id
 * @param likeliest empty for no log-probabilities; else each token comes with its own, and with those of so many of the likeliest
 */
public record RequestedSampling(
        OptionalDouble temperature,
        OptionalDouble topP,
        OptionalInt topK,
        OptionalDouble minP,
        RequestedPenalties penalties,
        Map<Integer, Double> logitBias,
        OptionalLong seed,
        OptionalInt maxTokens,
        List<String> stop,
        OptionalInt likeliest) {

    private static final double HOTTEST = 2;
    private static final int MOST_STOPS = 16;
    private static final int LONGEST_STOP = 500;
    private static final int MOST_BIASES = 1024;
    private static final double MOST_BIAS = 100;
    private static final int MOST_LIKELIEST = 20;
    private static final long SEEDS = 1L << 53; // every JSON reader keeps these whole

    public RequestedSampling {
        stop = List.copyOf(stop);
        logitBias = Map.copyOf(logitBias);
        temperature.ifPresent(t -> check(t >= 0 && t <= HOTTEST, "temperature", "0 (greedy) to 2", t));
        topP.ifPresent(p -> check(p > 0 && p <= 1, "top_p", "a share above 0 and at most 1", p));
        topK.ifPresent(k -> check(k >= 0, "top_k", "0 (all) or more", k));
        minP.ifPresent(p -> check(p >= 0 && p <= 1, "min_p", "a share from 0 (all) to 1", p));
        maxTokens.ifPresent(m -> check(m >= 1, "max_tokens", "at least 1", m));
        likeliest.ifPresent(n -> check(n >= 0 && n <= MOST_LIKELIEST, "top_logprobs", "0 to 20", n));
        checkStops(stop);
        checkBiases(logitBias);
    }

    private static void checkStops(List<String> stop) {
        check(stop.size() <= MOST_STOPS, "stop", "at most " + MOST_STOPS + " strings", stop.size());
        for (String text : stop) {
            check(!text.isEmpty(), "stop", "strings that are not empty", "an empty one");
            check(text.length() <= LONGEST_STOP, "stop", "strings of at most 500 characters", text.length());
        }
    }

    private static void checkBiases(Map<Integer, Double> biases) {
        check(biases.size() <= MOST_BIASES, "logit_bias", "at most " + MOST_BIASES + " tokens", biases.size());
        biases.forEach((token, bias) -> {
            check(token >= 0, "logit_bias", "token ids from 0", token);
            check(Math.abs(bias) <= MOST_BIAS, "logit_bias", "a bias of -100 to 100 for token " + token, bias);
        });
    }

    private static void check(boolean holds, String field, String expected, Object received) {
        if (!holds) {
            throw RequestRefused.invalid(field, expected, received);
        }
    }

    /**
     * @param room tokens that are left for the completion
     * @param longest tokens that any sequence may have
     * @param vocabulary tokens that there are
     */
    Sampling resolve(int defaultMaxTokens, int room, int longest, int vocabulary) {
        int asked = maxTokens.orElse(defaultMaxTokens);
        check(asked <= longest || maxTokens.isEmpty(), "max_tokens", "at most the context of " + longest, asked);
        logitBias
                .keySet()
                .forEach(token ->
                        check(token < vocabulary, "logit_bias", "token ids from 0 to " + (vocabulary - 1), token));
        Sampling sampling = new Sampling(
                        temperature.orElse(0),
                        topP.orElse(1),
                        topK.orElse(0),
                        seed.orElseGet(() -> ThreadLocalRandom.current().nextLong(SEEDS)),
                        Math.min(asked, room),
                        stop)
                .withMinP(minP.orElse(0))
                .withPenalties(penalties.resolve())
                .withLogitBias(logitBias);
        return likeliest.isPresent() ? sampling.withLogProbabilities(likeliest.getAsInt()) : sampling;
    }
}
