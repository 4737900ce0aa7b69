package dev.whetstone.gateway.generation;

import dev.whetstone.engine.generate.Penalties;
import dev.whetstone.gateway.edge.RequestRefused;

import java.util.OptionalDouble;

/** What the caller wants tokens to cost that were there already; what it leaves out costs nothing. */
public record RequestedPenalties(OptionalDouble repetition, OptionalDouble presence, OptionalDouble frequency) {

    private static final double MOST = 2;
    private static final double MOST_REPETITION = 10;

    public RequestedPenalties {
        repetition.ifPresent(r -> check(
                r > 0 && r <= MOST_REPETITION, "repetition_penalty", "a factor above 0 and at most 10, 1 for none", r));
        presence.ifPresent(p -> check(Math.abs(p) <= MOST, "presence_penalty", "-2 to 2", p));
        frequency.ifPresent(f -> check(Math.abs(f) <= MOST, "frequency_penalty", "-2 to 2", f));
    }

    private static void check(boolean holds, String field, String expected, double received) {
        if (!holds) {
            throw RequestRefused.invalid(field, expected, received);
        }
    }

    Penalties resolve() {
        return new Penalties(repetition.orElse(1), presence.orElse(0), frequency.orElse(0));
    }
}
