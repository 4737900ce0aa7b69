package dev.whetstone.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.engine.parity.GoldenJson;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** What may be drawn, and how likely, is what Transformers' logits processors leave; {@code bench/parity} made the file. */
class SamplingGoldenTest {

    private static final JsonNode GOLDEN = GoldenJson.read(SamplingGoldenTest.class, "sampling-cases.json");

    static IntStream cases() {
        return IntStream.range(0, GOLDEN.path("cases").size());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatIsKeptIsWhatTransformersKeeps(int number) {
        JsonNode golden = GOLDEN.path("cases").get(number);
        Sampling sampling = sampling(golden);
        LogitRow row = LogitRow.of(GoldenJson.floats(GOLDEN.path("logits")));
        Adjustments adjustments = new Adjustments(
                sampling,
                GoldenJson.ids(GOLDEN.path("prompt")),
                Set.of(GOLDEN.path("end").intValue()));
        IntStream.of(GoldenJson.ids(GOLDEN.path("completion"))).forEach(adjustments::took);

        adjustments.apply(row.memory());
        Likeliest kept = new TokenSampler(sampling).keep(row.weights(sampling.temperature()));

        int[] tokens = GoldenJson.ids(golden.path("kept"));
        double all = kept.sum();
        assertThat(kept.tokens()).as(golden.toString()).startsWith(tokens);
        assertThat(IntStream.range(tokens.length, kept.size()).mapToDouble(i -> kept.values()[i]))
                .as("what Transformers banned and ours gives no weight")
                .allMatch(weight -> weight == 0);
        float[] probabilities = GoldenJson.floats(golden.path("probabilities"));
        for (int i = 0; i < probabilities.length; i++) {
            assertThat(kept.values()[i] / all)
                    .as("token %d of %s", tokens[i], golden)
                    .isCloseTo(probabilities[i], within(2e-6 + 2e-5 * probabilities[i]));
        }
    }

    private static Sampling sampling(JsonNode golden) {
        Map<Integer, Double> bias = new HashMap<>();
        golden.path("bias")
                .properties()
                .forEach(each ->
                        bias.put(Integer.valueOf(each.getKey()), each.getValue().doubleValue()));
        return new Sampling(
                golden.path("temperature").doubleValue(),
                golden.path("top_p").doubleValue(),
                golden.path("top_k").intValue(),
                golden.path("min_p").doubleValue(),
                new Penalties(
                        golden.path("repetition").doubleValue(),
                        golden.path("presence").doubleValue(),
                        golden.path("frequency").doubleValue()),
                bias,
                1,
                100,
                golden.path("min_tokens").intValue(),
                List.of(),
                OptionalInt.empty());
    }
}
