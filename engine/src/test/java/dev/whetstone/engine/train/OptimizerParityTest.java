package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.engine.parity.GoldenJson;
import dev.whetstone.engine.torch.NativeData;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The optimizer is PyTorch's, the schedules are those of Transformers; bench/parity/optimizer_cases.py made the values. */
class OptimizerParityTest {

    private static final JsonNode GOLDEN = GoldenJson.read(GoldenJson.class, "optimizer.json");

    @Test
    void everyStepOfAdamWIsThatOfPyTorchWithAndWithoutWeightDecay() {
        for (JsonNode expected : GOLDEN.path("adamw")) {
            try (var _ = new PointerScope();
                    var _ = new NoGradGuard()) {
                Tensor parameters = Tensor.create(floats(GOLDEN.path("start")));
                try (AdamW optimizer =
                        new AdamW(parameters, expected.path("weight_decay").doubleValue())) {
                    for (int step = 0; step < GOLDEN.path("gradients").size(); step++) {
                        Tensor gradient =
                                Tensor.create(floats(GOLDEN.path("gradients").path(step)));
                        double rate = GOLDEN.path("rates").path(step).doubleValue();
                        optimizer.step(parameters, gradient, rate, step + 1);

                        assertThat(NativeData.toFloats(parameters))
                                .as("step %d", step + 1)
                                .containsExactly(floats(expected.path("values").path(step)), within(1e-6f));
                    }
                }
            }
        }
    }

    /** In the warm-up one step ahead: the first step there has rate zero and teaches nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"constant", "linear", "cosine"})
    void ratesAreThoseOfTransformersAndTheFirstStepIsNotWasted(String name) {
        Schedule schedule = Schedule.require(name);
        JsonNode expected = GOLDEN.path("schedules").path(name);
        int warmup = GOLDEN.path("warmup").intValue();
        int steps = GOLDEN.path("steps").intValue();
        for (int step = 0; step < steps; step++) {
            int theirs = step < warmup ? step + 1 : step;
            assertThat(schedule.factor(step, warmup, steps))
                    .as("step %d", step)
                    .isCloseTo(expected.path(theirs).doubleValue(), within(1e-12));
        }
    }

    private static float[] floats(JsonNode list) {
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.path(i).floatValue();
        }
        return values;
    }
}
