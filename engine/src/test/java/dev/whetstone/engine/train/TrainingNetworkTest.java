package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whetstone.engine.adapter.LoraTarget;
import dev.whetstone.engine.torch.Block;
import dev.whetstone.engine.torch.KvCache;
import dev.whetstone.engine.torch.NativeData;
import dev.whetstone.engine.torch.Projection;
import dev.whetstone.engine.torch.Session;
import dev.whetstone.engine.torch.Span;
import dev.whetstone.engine.torch.Step;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** The gradients that are written out by hand are those of the loss. */
class TrainingNetworkTest extends OnTinyModel {

    private static final List<TrainingRow> ROWS = List.of(row(11, 7, 1), row(23, 12, 2), row(5, 3, 3));

    @ParameterizedTest
    @ValueSource(strings = {"q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"})
    void gradientOfEachTargetEqualsFiniteDifferences(String target) {
        gradientsMatch(recipe(0, List.of(target)));
    }

    @Test
    void gradientOfAllTargetsTogetherEqualsFiniteDifferences() {
        gradientsMatch(recipe(0, LoraTarget.names()));
    }

    @Test
    void gradientUnderDropoutEqualsFiniteDifferencesOfTheSameDraw() {
        gradientsMatch(recipe(0.3, LoraTarget.names()));
    }

    @Test
    void blocksThatAreComputedTwiceHaveTheSameGradientToTheBit() {
        LoraRecipe recipe = recipe(0.3, LoraTarget.names());
        try (LoraParameters parameters = parameters(recipe);
                var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            disturb(parameters);
            double kept = gradient(parameters, recipe, false);
            float[] expected = NativeData.toFloats(parameters.gradient());
            double recomputed = gradient(parameters, recipe, true);

            assertThat(recomputed).isEqualTo(kept);
            assertThat(NativeData.toFloats(parameters.gradient())).isEqualTo(expected);
        }
    }

    @Test
    void packedRowsHaveTheLossOfEachRowAlone() {
        try (LoraParameters parameters = parameters(recipe(0, LoraTarget.names()))) {
            disturb(parameters);
            TrainingNetwork network = new TrainingNetwork(model.network(), parameters);

            double together = network.loss(new PackedRows(ROWS));
            double alone = ROWS.stream()
                    .mapToDouble(row -> network.loss(new PackedRows(List.of(row))))
                    .sum();

            assertThat(together).isCloseTo(alone, within(1e-4));
        }
    }

    @Test
    void trainingComputesTheNetworkThatIsServed() {
        try (LoraParameters parameters = parameters(recipe(0, LoraTarget.names()));
                var _ = new PointerScope();
                var _ = new NoGradGuard();
                Session session = Session.of(model.network(), 1, 64)) {
            disturb(parameters);
            TrainingRow row = ROWS.get(1);
            int[] inputs = Arrays.copyOf(row.ids(), row.inputs());
            Span span = new Span(KvCache.blocksOf(0, 64), 0, inputs, parameters.copy(), row.firstTarget() - 1);

            Tensor hidden = model.network().forward(new Step(List.of(span)), session);
            PackedRows rows = new PackedRows(List.of(row));
            double served = -rows.sums(new OperatorLoss(
                            model.network().weights().trainedHead(),
                            model.network().backend())
                    .logProbabilities(hidden, rows.targetIds()))[0];
            double trained = new TrainingNetwork(model.network(), parameters).loss(rows);

            assertThat(trained).isCloseTo(served, within(1e-4));
        }
    }

    @Test
    void freshAdapterHasTheLossOfTheBase() {
        try (LoraParameters parameters = parameters(recipe(0, LoraTarget.names()));
                LoraParameters others = parameters(new LoraRecipe(
                        2, 4, 0, List.of("q_proj"), 1e-3, "constant", 0, 0, 1, 1, 1, 1, 0, 0, 64, 0, 8, 99))) {
            double loss = new TrainingNetwork(model.network(), parameters).loss(new PackedRows(ROWS));
            double other = new TrainingNetwork(model.network(), others).loss(new PackedRows(ROWS));

            assertThat(parameters.isNoOp()).isTrue();
            assertThat(loss).isEqualTo(other);
        }
    }

    @Test
    void aStepLeavesFrozenWeightsBitForBitAsTheyWere() {
        float[] before = frozen();

        try (LoraParameters parameters = parameters(recipe(0, LoraTarget.names()));
                AdamW optimizer = new AdamW(parameters.values(), 0.1)) {
            gradient(parameters, recipe(0, LoraTarget.names()));
            optimizer.step(parameters.values(), parameters.gradient(), 0.1, 1);
            parameters.refresh();
            assertThat(parameters.isNoOp()).isFalse();
        }

        assertThat(frozen()).isEqualTo(before);
    }

    /** Central differences in the direction of the gradient and in random directions. */
    private void gradientsMatch(LoraRecipe recipe) {
        try (LoraParameters parameters = parameters(recipe);
                var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            disturb(parameters);
            gradient(parameters, recipe);
            Tensor gradient = parameters.gradient().clone();
            double norm = gradient.norm().item_double();
            assertThat(norm).isGreaterThan(0.05);
            Tensor along = gradient.div(new Scalar(norm));
            assertThat(slope(parameters, recipe, along)).isCloseTo(norm, within(0.01 * norm));
            for (int seed = 0; seed < 3; seed++) {
                Tensor direction = random(gradient.numel(), seed);
                double expected = gradient.dot(direction).item_double();
                assertThat(slope(parameters, recipe, direction)).isCloseTo(expected, within(0.01 * norm));
            }
        }
    }

    private double slope(LoraParameters parameters, LoraRecipe recipe, Tensor direction) {
        double step = 5e-3;
        Tensor start = parameters.values().clone();
        double[] loss = new double[2];
        for (int side = 0; side < 2; side++) {
            double by = side == 0 ? -step : step;
            parameters.values().copy_(start).add_(direction, new Scalar(by));
            loss[side] = gradient(parameters, recipe);
        }
        parameters.values().copy_(start);
        parameters.refresh();
        return (loss[1] - loss[0]) / (2 * step);
    }

    /** Mean loss, with the gradient left in the parameters. */
    private double gradient(LoraParameters parameters, LoraRecipe recipe) {
        return gradient(parameters, recipe, false);
    }

    private double gradient(LoraParameters parameters, LoraRecipe recipe, boolean recomputes) {
        parameters.refresh();
        PackedRows rows = new PackedRows(ROWS);
        try (PassMath math = PassMath.of(model.network(), true);
                var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            parameters.gradient().zero_();
            Dropout dropout = Dropout.of(recipe.lora().dropout(), 1, 2, 3);
            return new TrainingNetwork(model.network(), parameters, recomputes, math)
                            .lossAndGradient(rows, dropout, 1.0 / rows.targets())
                    / rows.targets();
        }
    }

    private LoraParameters parameters(LoraRecipe recipe) {
        return new LoraParameters(model.network(), recipe);
    }

    /** B is zero at first, and then A has no gradient: give both a value. */
    private static void disturb(LoraParameters parameters) {
        try (var _ = new PointerScope()) {
            parameters.values().add_(random(parameters.values().numel(), 42).mul_(new Scalar(3.0)));
        }
        parameters.refresh();
    }

    /** A direction of length one. */
    private static Tensor random(long size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[(int) size];
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
            squares += values[i] * values[i];
        }
        return Tensor.create(values).div_(new Scalar(Math.sqrt(squares)));
    }

    private float[] frozen() {
        List<float[]> all = new ArrayList<>();
        try (var _ = new PointerScope()) {
            all.add(NativeData.toFloats(model.network().weights().embedding()));
            for (Block block : model.network().weights().blocks()) {
                for (Projection projection : Projection.values()) {
                    all.add(NativeData.toFloats(block.trainedBeside(projection)));
                }
            }
            assertThat(torch.get_num_threads()).isEqualTo(2);
        }
        int size = all.stream().mapToInt(values -> values.length).sum();
        float[] whole = new float[size];
        int at = 0;
        for (float[] values : all) {
            System.arraycopy(values, 0, whole, at, values.length);
            at += values.length;
        }
        return whole;
    }

    private static LoraRecipe recipe(double dropout, List<String> targets) {
        return new LoraRecipe(3, 4.5, dropout, targets, 1e-2, "constant", 0, 0, 1, 1, 4, 1, 0, 0, 64, 0, 8, 7);
    }

    private static TrainingRow row(int length, int firstTarget, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] ids = new int[length];
        Arrays.setAll(ids, _ -> random.nextInt(3, 250));
        return new TrainingRow(ids, firstTarget);
    }
}
