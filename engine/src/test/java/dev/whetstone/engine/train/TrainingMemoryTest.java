package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.engine.Precision;
import dev.whetstone.engine.adapter.LoraSettings;
import dev.whetstone.engine.adapter.LoraTarget;
import dev.whetstone.engine.adapter.TargetModules;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.Rope;
import dev.whetstone.engine.format.RopeScaling;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** What the formula says; {@link TrainingMemoryBench} holds it against what the system counts. */
class TrainingMemoryTest {

    private static final ModelConfig SMALL = ModelConfig.llama(
            49_152,
            576,
            1_536,
            30,
            9,
            3,
            64,
            8_192,
            new Rope(100_000, new RopeScaling.None()),
            1e-5,
            true,
            1,
            List.of(2));

    @Test
    void anAdapterHasItsValuesAGradientTwoMomentsAndACopy() {
        long parameters = 30L * 16 * ((576 + 576) * 2 + (576 + 192) * 2 + (576 + 1_536) * 3);

        assertThat(plan(0, 512, 4).adapter()).isEqualTo(parameters * 18);
    }

    @Test
    void whatIsKeptGrowsWithTheTokensOfThePassAndNotOfTheBatch() {
        assertThat(plan(0, 512, 4).kept()).isEqualTo(plan(0, 512, 64).kept());
        assertThat(plan(0, 2_048, 1).kept()).isEqualTo(2 * plan(0, 1_024, 1).kept());
        assertThat(plan(0, 1_024, 4).kept()).isEqualTo(plan(0, 1_024, 1).kept());
    }

    @Test
    void computingBlocksTwiceKeepsOneBlockAndWhatEachBeganWith() {
        TrainingMemory plan = plan(0, 1_024, 1);

        assertThat(plan.recomputed()).isEqualTo(plan.kept() / 30 + 30L * 1_024 * 576 * 2);
        assertThat(plan.peak(true, false)).isLessThan(plan.peak(false, false) / 2);
    }

    @Test
    void passesSideBySideTakeAsManyTimesTheRoomAndAGradientOfTheirOwn() {
        TrainingMemory alone = plan(0, 1_024, 4);
        TrainingMemory both = TrainingMemory.of(SMALL, Precision.BFLOAT16, recipe(0, 1_024, 4), 2, 1_024);

        assertThat(both.kept()).isEqualTo(2 * alone.kept());
        assertThat(both.passing()).isEqualTo(2 * alone.passing());
        assertThat(both.adapter() * 18).isEqualTo(alone.adapter() * 22);
    }

    @Test
    void batchesOfOneRowHaveOnePass() {
        TrainingMemory alone = plan(0, 1_024, 1);
        TrainingMemory both = TrainingMemory.of(SMALL, Precision.BFLOAT16, recipe(0, 1_024, 1), 2, 1_024);

        assertThat(both.kept()).isEqualTo(alone.kept());
        assertThat(both.passing()).isEqualTo(alone.passing());
    }

    /** Weights of 30 blocks once more. */
    @Test
    void weightsInAnotherOrderTakeAsMuchAsThemselves() {
        TrainingMemory plan = inVectors(1);
        long ofABlock = 576 * (576 + 2 * 192) + 576 * 576 + 3 * 576 * 1_536;

        assertThat(plan.ordered()).isEqualTo(30L * ofABlock * 2);
        assertThat(plan.peak(false, true) - plan.peak(false, false)).isEqualTo(plan.ordered());
    }

    @Test
    void theFastestPlanThatFitsIsTakenAndARunThatCannotFitIsRefused() {
        IntFunction<TrainingMemory> memory = TrainingMemoryTest::inVectors;
        long all = memory.apply(2).peak(false, true);
        long unordered = memory.apply(2).peak(false, false);
        long twice = memory.apply(2).peak(true, true);
        long least = memory.apply(1).peak(true, false);

        assertThat(TrainingPlan.fitting(all, 2, memory, 1_024)).isEqualTo(new TrainingPlan(2, false, true, all));
        assertThat(TrainingPlan.fitting(all - 1, 2, memory, 1_024))
                .isEqualTo(new TrainingPlan(2, false, false, unordered));
        assertThat(TrainingPlan.fitting(unordered - 1, 2, memory, 1_024))
                .isEqualTo(new TrainingPlan(2, true, true, twice));
        assertThat(TrainingPlan.fitting(least, 2, memory, 1_024)).isEqualTo(new TrainingPlan(1, true, false, least));
        assertThatThrownBy(() -> TrainingPlan.fitting(least - 1, 2, memory, 1_024))
                .isInstanceOf(NotEnoughMemoryException.class)
                .hasMessageContaining((least >> 20) + " MiB beside the loaded model")
                .hasMessageContaining("the longest row, which has 1024 tokens");
    }

    /** Both answers of a pair are in one pass; attention stays within a row. */
    @Test
    void bothAnswersOfAPairCount() {
        LoraRecipe recipe = recipe(0, 1_024, 4);
        TrainingMemory chats = TrainingMemory.of(SMALL, Precision.BFLOAT16, recipe, 1, 1_024);
        TrainingMemory pairs =
                TrainingMemory.of(SMALL, Precision.BFLOAT16, recipe.withMethod(new TrainingMethod.Dpo(0.1)), 1, 1_024);

        assertThat(pairs.kept()).isEqualTo(2 * chats.kept());
        assertThat(pairs.adapter()).isEqualTo(chats.adapter());
        assertThat(pairs.passing()).isLessThan(2 * chats.passing());
    }

    @Test
    void dropoutKeepsItsMasks() {
        assertThat(plan(0.1, 1_024, 1).kept() - plan(0, 1_024, 1).kept())
                .isEqualTo(30L * 1_024 * (576 + 576 + 576 + 1_536) * 2 * 2);
    }

    @Test
    void ranksByPatternCountModuleByModule() {
        LoraRecipe uneven = recipe(0, 1_024, 1)
                .withLora(new LoraSettings(
                        16,
                        32,
                        0.1,
                        TargetModules.of("model\\.layers\\.\\d\\.mlp\\.(up|down)_proj"),
                        Map.of("layers.3.mlp.down_proj", 4),
                        Map.of(),
                        false));
        TrainingMemory memory = TrainingMemory.of(SMALL, Precision.BFLOAT16, uneven, 1, 1_024);

        assertThat(memory.adapter()).isEqualTo((19L * 16 + 4) * (576 + 1_536) * 18);
        assertThat(memory.kept() - plan(0, 1_024, 1).kept())
                .as("inputs of ten of thirty layers")
                .isEqualTo(10L * 1_024 * (576 + 1_536) * 2 * 2);
        assertThat(memory.recomputed() - plan(0, 1_024, 1).recomputed())
                .as("of the widest layer")
                .isEqualTo(1_024L * (576 + 1_536) * 2 * 2);
    }

    @Test
    void magnitudesAndWhatTheyScaleCount() {
        LoraRecipe dora =
                recipe(0, 1_024, 1).withLora(new LoraSettings(16, 32, 0, new TargetModules.AllLinear()).withDora());
        TrainingMemory memory = TrainingMemory.of(SMALL, Precision.BFLOAT16, dora, 1, 1_024);
        long outputs = 576 + 2 * 192 + 576 + 2 * 1_536 + 576;

        assertThat(memory.adapter() - plan(0, 1_024, 1).adapter()).isEqualTo(30 * outputs * (18 + 12));
        assertThat(memory.kept() - plan(0, 1_024, 1).kept()).isEqualTo(30L * 1_024 * outputs * 2);
    }

    private static TrainingMemory inVectors(int workers) {
        return TrainingMemory.of(SMALL, Precision.BFLOAT16, true, recipe(0, 1_024, 4), workers, 1_024, 1_024);
    }

    private static TrainingMemory plan(double dropout, int longest, int batch) {
        return TrainingMemory.of(SMALL, Precision.BFLOAT16, recipe(dropout, longest, batch), 1, longest);
    }

    private static LoraRecipe recipe(double dropout, int longest, int batch) {
        return new LoraRecipe(
                16,
                32,
                dropout,
                LoraTarget.names(),
                1e-4,
                "constant",
                0,
                0,
                1,
                1,
                batch,
                1,
                0,
                0,
                longest + 1,
                0,
                8,
                7);
    }
}
