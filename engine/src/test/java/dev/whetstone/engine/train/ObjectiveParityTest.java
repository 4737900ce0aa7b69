package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.Precision;
import dev.whetstone.engine.TinyModels;
import dev.whetstone.engine.parity.GoldenJson;
import dev.whetstone.engine.parity.TinyLlama;
import dev.whetstone.engine.torch.NativeData;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Losses, rewards and gradients of every objective are TRL's on one batch, in float32. The reference is the base, the policy an adapter that
 * the formula gives. The golden values come from bench/parity/trl_losses.py.
 */
class ObjectiveParityTest {

    private static final JsonNode GOLDEN = GoldenJson.read(ObjectiveParityTest.class, "trl-losses.json");
    private static final double BETA = GOLDEN.path("beta").doubleValue();

    @TempDir
    Path directory;

    @Test
    void severalTurnsAtOnceAreTrainedAsByTransformers() {
        List<Lesson> lessons = new ArrayList<>();
        for (JsonNode row : GOLDEN.path("rows")) {
            TrainingRow whole = row(row.path("prompt"), row.path("chosen"));
            int half = row.path("prompt").size() / 2;
            int[] places = IntStream.concat(IntStream.range(1, half), IntStream.of(whole.places()))
                    .toArray();
            lessons.add(Lesson.of(new TrainingRow(whole.ids(), places)));
        }
        check("supervised", new SupervisedObjective(), lessons);
    }

    @Test
    void dpoIsThatOfTrl() {
        check("dpo", new DpoObjective(BETA), pairs());
    }

    @Test
    void orpoIsThatOfTrlWithTheLikelihoodOfTheAnswerAlone() {
        check("orpo", new OrpoObjective(BETA), pairs());
    }

    @Test
    void ktoIsThatOfTrl() {
        List<JsonNode> prompts = new ArrayList<>();
        List<JsonNode> answers = new ArrayList<>();
        for (JsonNode row : GOLDEN.path("rows")) {
            prompts.addAll(List.of(row.path("prompt"), row.path("prompt")));
            answers.addAll(List.of(row.path("chosen"), row.path("rejected")));
        }
        List<Lesson> lessons = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            lessons.add(new Lesson(
                    List.of(row(prompts.get(i), answers.get(i))),
                    List.of(row(prompts.get(i), answers.get((i + 1) % answers.size()))),
                    i % 2 == 0,
                    List.of()));
        }
        assertThat(GOLDEN.path("kto").path("divergence").doubleValue()).isPositive();
        check("kto", new KtoObjective(BETA), lessons);
    }

    private void check(String method, Objective objective, List<Lesson> lessons) {
        JsonNode expected = GOLDEN.path(method);
        JsonNode config = TinyLlama.adapterConfig(TinyModels.WITH_ADAPTER);
        Path tiny = TinyLlama.writeModel(directory, TinyModels.WITH_ADAPTER);
        try (LanguageModel model = LanguageModel.load(tiny, LoadOptions.of(Precision.FLOAT32));
                LoraParameters parameters = new LoraParameters(model.network(), GradientParityTest.recipe(config));
                PassWorkers workers = PassWorkers.of(2);
                GradientShares shares = new GradientShares(parameters, workers.count());
                var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            BatchLoss loss = new BatchLoss(objective, new TrainingNetwork(model.network(), parameters), workers);
            List<Lesson> referred = loss.referred(lessons); // B is zero: the adapter is off
            List<GradientParityTest.Factor> factors = GradientParityTest.factors(model, config);
            GradientParityTest.set(parameters, factors, model);

            BatchLoss.Measured measured = loss.gradient(referred, _ -> Dropout.none(), shares);

            assertThat(measured.loss()).isCloseTo(expected.path("loss").doubleValue(), within(1e-4));
            assertThat(loss.measure(referred).loss()).isCloseTo(measured.loss(), within(1e-5));
            assertThat(measured.rewards().isPresent()).isEqualTo(expected.has("rewards"));
            measured.rewards().ifPresent(rewards -> check(rewards, expected.path("rewards")));
            float[] gradient = NativeData.toFloats(parameters.gradient());
            for (GradientParityTest.Factor factor : factors) {
                GradientParityTest.check(
                        factor, gradient, expected.path("gradients").path(factor.name()));
            }
        }
    }

    private static void check(Rewards rewards, JsonNode expected) {
        assertThat(rewards.chosen()).isCloseTo(expected.path("chosen").doubleValue(), within(1e-4));
        assertThat(rewards.rejected()).isCloseTo(expected.path("rejected").doubleValue(), within(1e-4));
        assertThat(rewards.margin()).isCloseTo(expected.path("margin").doubleValue(), within(1e-4));
        if (expected.has("accuracy")) {
            assertThat(rewards.accuracy()).isCloseTo(expected.path("accuracy").doubleValue(), within(1e-5));
        }
    }

    private static List<Lesson> pairs() {
        List<Lesson> lessons = new ArrayList<>();
        for (JsonNode row : GOLDEN.path("rows")) {
            lessons.add(Lesson.of(
                    row(row.path("prompt"), row.path("chosen")), row(row.path("prompt"), row.path("rejected"))));
        }
        return lessons;
    }

    private static TrainingRow row(JsonNode prompt, JsonNode answer) {
        int[] ids = IntStream.concat(IntStream.of(GoldenJson.ids(prompt)), IntStream.of(GoldenJson.ids(answer)))
                .toArray();
        return new TrainingRow(ids, prompt.size());
    }
}
