package dev.whetstone.gateway.generation;

import dev.whetstone.engine.generate.Sampling;
import dev.whetstone.gateway.edge.RequestRefused;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/** How the caller wants tokens chosen; what it leaves out is the gateway's choice: greedy, all tokens, a drawn seed. */
public record RequestedSampling(
        OptionalDouble temperature,
        OptionalDouble topP,
        OptionalInt topK,
        OptionalLong seed,
        OptionalInt maxTokens,
        List<String> stop) {

    private static final double HOTTEST = 2;
    private static final int MOST_STOPS = 16;
    private static final int LONGEST_STOP = 500;
    private static final long SEEDS = 1L << 53; // every JSON reader keeps these whole

    public RequestedSampling {
        stop = List.copyOf(stop);
        temperature.ifPresent(t -> check(t >= 0 && t <= HOTTEST, "temperature", "0 (greedy) to 2", t));
        topP.ifPresent(p -> check(p > 0 && p <= 1, "top_p", "a share above 0 and at most 1", p));
        topK.ifPresent(k -> check(k >= 0, "top_k", "0 (all) or more", k));
        maxTokens.ifPresent(m -> check(m >= 1, "max_tokens", "at least 1", m));
        check(stop.size() <= MOST_STOPS, "stop", "at most " + MOST_STOPS + " strings", stop.size());
        for (String text : stop) {
            check(!text.isEmpty(), "stop", "strings that are not empty", "an empty one");
            check(text.length() <= LONGEST_STOP, "stop", "strings of at most 500 characters", text.length());
        }
    }

    private static void check(boolean holds, String field, String expected, Object received) {
        if (!holds) {
            throw RequestRefused.invalid(field, expected, received);
        }
    }

    /**
     * @param room tokens that are left for the completion
     * @param longest tokens that any sequence may have
     */
    Sampling resolve(int defaultMaxTokens, int room, int longest) {
        int asked = maxTokens.orElse(defaultMaxTokens);
        check(asked <= longest || maxTokens.isEmpty(), "max_tokens", "at most the context of " + longest, asked);
        return new Sampling(
                temperature.orElse(0),
                topP.orElse(1),
                topK.orElse(0),
                seed.orElseGet(() -> ThreadLocalRandom.current().nextLong(SEEDS)),
                Math.min(asked, room),
                stop);
    }
}
