package dev.whetstone.gateway.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.engine.generate.Penalties;
import dev.whetstone.engine.generate.Sampling;
import dev.whetstone.gateway.edge.RequestRefused;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

class RequestedSamplingTest {

    private static final RequestedPenalties NONE =
            new RequestedPenalties(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());

    @Test
    void whatIsAskedForReachesTheEngine() {
        RequestedSampling asked = new RequestedSampling(
                OptionalDouble.of(0.7),
                OptionalDouble.of(0.9),
                OptionalInt.of(40),
                OptionalDouble.of(0.05),
                new RequestedPenalties(OptionalDouble.of(1.1), OptionalDouble.of(-1), OptionalDouble.of(2)),
                Map.of(7, -100.0),
                OptionalLong.of(3),
                OptionalInt.of(9),
                List.of("END"),
                OptionalInt.of(4));

        assertThat(asked.resolve(256, 100, 1000, 50))
                .isEqualTo(new Sampling(0.7, 0.9, 40, 3, 9, List.of("END"))
                        .withMinP(0.05)
                        .withPenalties(new Penalties(1.1, -1, 2))
                        .withLogitBias(Map.of(7, -100.0))
                        .withLogProbabilities(4));
    }

    @Test
    void whatIsLeftOutChangesNothing() {
        Sampling sampling = biased(Map.of()).resolve(256, 100, 1000, 50);

        assertThat(sampling).isEqualTo(new Sampling(0, 1, 0, sampling.seed(), 100, List.of()));
    }

    @Test
    void biasesAreBoundedInNumberAndNameTokensThatThereAre() {
        Map<Integer, Double> many = new HashMap<>();
        for (int token = 0; token < 1025; token++) {
            many.put(token, 1.0);
        }
        assertThatThrownBy(() -> biased(many))
                .isInstanceOf(RequestRefused.class)
                .hasMessage("logit_bias: expected at most 1024 tokens, but got 1025");
        assertThatThrownBy(() -> biased(Map.of(50, 1.0)).resolve(256, 100, 1000, 50))
                .isInstanceOf(RequestRefused.class)
                .hasMessage("logit_bias: expected token ids from 0 to 49, but got 50");
        assertThatThrownBy(() -> biased(Map.of(1, Double.NaN)))
                .hasMessage("logit_bias: expected a bias of -100 to 100 for token 1, but got NaN");
    }

    private static RequestedSampling biased(Map<Integer, Double> biases) {
        return new RequestedSampling(
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                NONE,
                biases,
                OptionalLong.empty(),
                OptionalInt.empty(),
                List.of(),
                OptionalInt.empty());
    }
}
