package dev.whetstone.engine.generate;

import java.util.List;

/**
 * How tokens are chosen.
 *
 * @param temperature 0 takes the most likely token always
 * @param topP smallest set of tokens whose probability reaches this (Holtzman et al. 2020), in (0, 1]
 * @param topK only the most likely k tokens; 0 for all
 * @param seed a request with the same seed, prompt and model says the same, whatever runs beside it
 * @param maxTokens completion tokens at most
 * @param stop texts that end the completion; they are not part of it
 */
public record Sampling(double temperature, double topP, int topK, long seed, int maxTokens, List<String> stop) {

    private static final int MOST_STOPS = 16;

    public Sampling {
        stop = List.copyOf(stop);
        require(temperature >= 0 && temperature <= 100, "temperature", temperature, "between 0 and 100");
        require(topP > 0 && topP <= 1, "topP", topP, "above 0 and at most 1");
        require(topK >= 0, "topK", topK, "0 for all, or positive");
        require(maxTokens >= 1, "maxTokens", maxTokens, "at least 1");
        require(stop.size() <= MOST_STOPS, "stop", stop.size() + " texts", "at most " + MOST_STOPS + " texts");
        require(stop.stream().noneMatch(String::isEmpty), "stop", "an empty text", "not empty");
    }

    public static Sampling greedy(int maxTokens) {
        return new Sampling(0, 1, 0, 0, maxTokens, List.of());
    }

    public boolean isGreedy() {
        return temperature == 0;
    }

    private static void require(boolean holds, String field, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(field + " is " + value + ": it must be " + expected);
        }
    }
}
