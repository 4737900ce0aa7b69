package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.Precision;
import dev.whetstone.engine.adapter.LoraTarget;
import dev.whetstone.engine.parity.TinyLlama;
import dev.whetstone.engine.torch.BlockProduct;
import dev.whetstone.engine.torch.Native;
import dev.whetstone.engine.torch.NativeData;
import dev.whetstone.engine.torch.Network;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Passes in vector instructions against the same passes by operators, in bfloat16 and in float32, where the processor computes in bfloat16. */
@EnabledIf("dev.whetstone.engine.torch.BlockProduct#fits")
class VectorMathTest {

    private static final List<TrainingRow> ROWS = List.of(row(45, 20, 1), row(34, 3, 2), row(7, 2, 3));

    @TempDir
    private Path directory;

    static List<String> variants() {
        return TinyLlama.variants();
    }

    /** Operators round more often, so vectors may be no farther from float32. */
    @ParameterizedTest
    @MethodSource("variants")
    void aPassIsAsCloseToFloat32AsTheOperatorsOfItsFamilyAre(String variant) {
        compare(variant, ROWS);
    }

    /** Its queries are taken in more than one part. */
    @Test
    void aLongRowIsAsCloseToFloat32() {
        compare("grouped heads, tied head", List.of(row(330, 200, 4)));
    }

    /** A batch of one pass has all threads, and where memory is short weights are laid out anew: neither changes a bit. */
    @Test
    void neitherThreadsNorTheOrderOfTheWeightsChangeABit() {
        Path model = TinyLlama.writeWideModel(directory.resolve("model"), "grouped heads, tied head");
        Measured shared = measure(model, Precision.BFLOAT16, VectorMathTest::vectors, ROWS);
        Measured alone = measure(
                model,
                Precision.BFLOAT16,
                network -> {
                    Native.bindAlone();
                    return VectorMath.of(network, BlockProduct.here().orElseThrow(), false);
                },
                ROWS);
        Native.bindThread();

        assertThat(alone.loss).isEqualTo(shared.loss);
        assertThat(alone.gradient).containsExactly(shared.gradient);
    }

    private void compare(String variant, List<TrainingRow> rows) {
        Path model = TinyLlama.writeWideModel(directory.resolve("model"), variant);
        Measured exact = measure(model, Precision.FLOAT32, VectorMathTest::operators, rows);
        Measured operators = measure(model, Precision.BFLOAT16, VectorMathTest::operators, rows);
        Measured vectors = measure(model, Precision.BFLOAT16, VectorMathTest::vectors, rows);

        double allowed = 1.25 * distance(operators.gradient, exact.gradient);
        assertThat(distance(vectors.gradient, exact.gradient)).as("gradient").isLessThan(allowed);
        assertThat(allowed).as("what is allowed").isLessThan(0.1 * norm(exact.gradient));
        assertThat(Math.abs(vectors.loss - exact.loss)).as("loss").isLessThan(0.001 * exact.loss);
    }

    /** @param loss summed over the targets */
    private record Measured(double loss, float[] gradient) {}

    private static Measured measure(
            Path path, Precision precision, Function<Network, PassMath> math, List<TrainingRow> rows) {
        LoraRecipe recipe =
                new LoraRecipe(4, 8, 0, LoraTarget.names(), 1e-2, "constant", 0, 0, 1, 1, 4, 1, 0, 0, 512, 0, 8, 7);
        try (LanguageModel model = LanguageModel.load(path, LoadOptions.of(precision));
                LoraParameters parameters = new LoraParameters(model.network(), recipe);
                PassMath computed = math.apply(model.network());
                var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            parameters.values().copy_(random(parameters.values().numel()));
            parameters.refresh();
            double loss = new TrainingNetwork(model.network(), parameters, false, computed)
                    .lossAndGradient(new PackedRows(rows), Dropout.none(), 1);
            return new Measured(loss, NativeData.toFloats(parameters.gradient()));
        }
    }

    private static PassMath vectors(Network network) {
        return VectorMath.of(network, BlockProduct.here().orElseThrow(), true);
    }

    private static PassMath operators(Network network) {
        return OperatorMath.of(network);
    }

    private static Tensor random(long count) {
        SplittableRandom random = new SplittableRandom(5);
        float[] values = new float[(int) count];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * 0.1f;
        }
        return Tensor.create(values);
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }

    private static double norm(float[] a) {
        return distance(a, new float[a.length]);
    }

    private static TrainingRow row(int length, int firstTarget, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] ids = new int[length];
        Arrays.setAll(ids, _ -> random.nextInt(3, 250));
        return new TrainingRow(ids, firstTarget);
    }
}
