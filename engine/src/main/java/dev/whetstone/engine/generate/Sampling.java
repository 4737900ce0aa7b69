package dev.whetstone.engine.generate;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * How tokens are chosen. A step's logits go through these, in this order, which is that of Transformers: the schema of the request, the
 * logit bias, the repetition penalty, presence and frequency penalty, minimum tokens; then the largest is taken at temperature 0, else
 * temperature, top-k, top-p and min-p say what is drawn from.
 *
 * @param temperature 0 takes the most likely token always
 * @param topP smallest set of tokens whose probability reaches this (Holtzman et al. 2020), in (0, 1]
 * @param topK only the most likely k tokens, equal ones by their id; 0 for all
 * @param minP only tokens at least so likely as this share of the likeliest one (Nguyen et al. 2024), in [0, 1]; 0 for all
 * @param logitBias added to the logits of tokens, -100 to 100
 * @param seed a request with the same seed, prompt and model says the same, whatever runs beside it
 * @param maxTokens completion tokens at most
 * @param minTokens completion tokens before the model may end its turn; stop texts end it all the same
 * @param stop texts that end the completion; they are not part of it
 * @param alternatives empty for no log-probabilities; else each token comes with its own and those of so many of the likeliest, 0 to 20
 */
public record Sampling(
        double temperature,
        double topP,
        int topK,
        double minP,
        Penalties penalties,
        Map<Integer, Double> logitBias,
        long seed,
        int maxTokens,
        int minTokens,
        List<String> stop,
        OptionalInt alternatives) {

    private static final int MOST_STOPS = 16;
    private static final int MOST_BIASES = 1024;
    private static final int MOST_ALTERNATIVES = 20;
    private static final double MOST_BIAS = 100;

    public Sampling {
        stop = List.copyOf(stop);
        logitBias = Map.copyOf(logitBias);
        require(temperature >= 0 && temperature <= 100, "temperature", temperature, "between 0 and 100");
        require(topP > 0 && topP <= 1, "topP", topP, "above 0 and at most 1");
        require(topK >= 0, "topK", topK, "0 for all, or positive");
        require(minP >= 0 && minP <= 1, "minP", minP, "between 0 and 1");
        require(maxTokens >= 1, "maxTokens", maxTokens, "at least 1");
        require(
                minTokens >= 0 && minTokens <= maxTokens,
                "minTokens",
                minTokens,
                "between 0 and maxTokens, " + maxTokens);
        require(stop.size() <= MOST_STOPS, "stop", stop.size() + " texts", "at most " + MOST_STOPS + " texts");
        require(stop.stream().noneMatch(String::isEmpty), "stop", "an empty text", "not empty");
        require(
                logitBias.size() <= MOST_BIASES,
                "logitBias",
                logitBias.size() + " tokens",
                "at most " + MOST_BIASES + " tokens");
        logitBias.forEach((token, bias) -> {
            require(token >= 0, "token of logitBias", token, "an id, 0 or more");
            require(Math.abs(bias) <= MOST_BIAS, "logitBias of token " + token, bias, "between -100 and 100");
        });
        alternatives.ifPresent(count -> require(
                count >= 0 && count <= MOST_ALTERNATIVES, "alternatives", count, "between 0 and " + MOST_ALTERNATIVES));
    }

    public Sampling(double temperature, double topP, int topK, long seed, int maxTokens, List<String> stop) {
        this(temperature, topP, topK, 0, Penalties.NONE, Map.of(), seed, maxTokens, 0, stop, OptionalInt.empty());
    }

    public static Sampling greedy(int maxTokens) {
        return new Sampling(0, 1, 0, 0, maxTokens, List.of());
    }

    public Sampling withMinP(double share) {
        return new Sampling(
                temperature, topP, topK, share, penalties, logitBias, seed, maxTokens, minTokens, stop, alternatives);
    }

    public Sampling withPenalties(Penalties other) {
        return new Sampling(
                temperature, topP, topK, minP, other, logitBias, seed, maxTokens, minTokens, stop, alternatives);
    }

    public Sampling withLogitBias(Map<Integer, Double> bias) {
        return new Sampling(
                temperature, topP, topK, minP, penalties, bias, seed, maxTokens, minTokens, stop, alternatives);
    }

    public Sampling withMinTokens(int tokens) {
        return new Sampling(
                temperature, topP, topK, minP, penalties, logitBias, seed, maxTokens, tokens, stop, alternatives);
    }

    /** Asks for the log-probability of each token, and of so many of the likeliest in its place. */
    public Sampling withLogProbabilities(int likeliest) {
        return new Sampling(
                temperature,
                topP,
                topK,
                minP,
                penalties,
                logitBias,
                seed,
                maxTokens,
                minTokens,
                stop,
                OptionalInt.of(likeliest));
    }

    public boolean isGreedy() {
        return temperature == 0;
    }

    /** Whether every token may be drawn. */
    boolean drawsFromAll() {
        return topK == 0 && topP == 1 && minP == 0;
    }

    static void require(boolean holds, String field, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(field + " is " + value + ": it must be " + expected);
        }
    }
}
