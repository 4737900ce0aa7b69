package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.Precision;
import dev.whetstone.engine.TensorScope;
import dev.whetstone.engine.torch.Backend;
import dev.whetstone.engine.torch.BlockProduct;
import dev.whetstone.engine.torch.Native;
import dev.whetstone.engine.torch.NativeData;
import dev.whetstone.engine.torch.Sharing;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;

/** Against the operators' loss in float32, where the processor computes in bfloat16. */
@EnabledIf("dev.whetstone.engine.torch.BlockProduct#fits")
@ExtendWith(TensorScope.class)
class BlockedLossTest {

    private static final int HIDDEN = 96;

    private final Backend backend = Backend.choose(LoadOptions.of(Precision.BFLOAT16));
    private final Sharing sharing = new Sharing();

    @BeforeEach
    void seed() {
        torch.manual_seed(7);
    }

    @AfterEach
    void close() {
        sharing.close();
    }

    /** Positions that no kernel is made for and several parts of them; a vocabulary less than a block, less than a tile, and of no whole tiles. */
    @ParameterizedTest
    @CsvSource({"1, 30", "17, 96", "40, 256", "200, 300", "401, 1000"})
    void itIsThatInFloat32(int positions, int vocabulary) {
        compare(random(positions), head(vocabulary, 0.1), targets(positions, vocabulary));
    }

    /** What was weighted by the first tile's largest logit is weighted anew when a later tile has a much larger one. */
    @Test
    void logitsMayBeFarApart() {
        compare(random(50), head(700, 10), targets(50, 700));
    }

    @Test
    void withoutTheGradientItSaysTheSame() {
        Tensor hidden = random(60);
        BlockedLoss loss = loss(head(300, 0.1));
        long[] targets = targets(60, 300);

        assertThat(loss.logProbabilities(hidden, targets))
                .containsExactly(loss.logProbabilitiesAndGradient(hidden, targets, torch.empty_like(hidden)));
    }

    @Test
    void aPositionsBitsDependNeitherOnTheOthersNorOnTheThreads() {
        Tensor hidden = random(450);
        BlockedLoss loss = loss(head(600, 1));
        long[] targets = targets(450, 600);
        Tensor shared = torch.empty_like(hidden);
        Tensor some = torch.empty_like(hidden.narrow(0, 0, 250));
        Tensor alone = torch.empty_like(hidden);

        float[] saidShared = loss.logProbabilitiesAndGradient(hidden, targets, shared);
        loss.logProbabilitiesAndGradient(hidden.narrow(0, 0, 250), Arrays.copyOf(targets, 250), some);
        Native.bindAlone();
        assertThat(sharing.workers()).isEqualTo(1);
        float[] saidAlone = loss.logProbabilitiesAndGradient(hidden, targets, alone);

        assertThat(saidAlone).containsExactly(saidShared);
        assertThat(NativeData.toFloats(alone)).containsExactly(NativeData.toFloats(shared));
        assertThat(NativeData.toFloats(some)).containsExactly(NativeData.toFloats(shared.narrow(0, 0, 250)));
    }

    private void compare(Tensor hidden, Tensor head, long[] targets) {
        Tensor wide = hidden.to(torch.ScalarType.Float);
        Tensor expected = torch.empty_like(wide);
        float[] expectedSaid = new OperatorLoss(
                        head.to(torch.ScalarType.Float), Backend.choose(LoadOptions.of(Precision.FLOAT32)))
                .logProbabilitiesAndGradient(wide, targets, expected);
        Tensor gradient = torch.empty_like(hidden);

        float[] said = loss(head).logProbabilitiesAndGradient(hidden, targets, gradient);

        TensorScope.requireClose(said, expectedSaid, 1e-5, 1e-4);
        float largest = NativeData.toFloats(expected.abs().max())[0];
        TensorScope.requireClose(
                NativeData.toFloats(gradient), NativeData.toFloats(expected), 1 / 256.0, largest / 1000);
    }

    private BlockedLoss loss(Tensor head) {
        return new BlockedLoss(BlockProduct.here().orElseThrow(), sharing, head);
    }

    private Tensor random(long positions) {
        return torch.randn(new long[] {positions, HIDDEN}, backend.activations());
    }

    private Tensor head(long vocabulary, double scale) {
        return torch.randn(new long[] {vocabulary, HIDDEN}, backend.activations())
                .mul_(new Scalar(scale));
    }

    private static long[] targets(int positions, int vocabulary) {
        long[] targets = new long[positions];
        Arrays.setAll(targets, i -> i * 37L % vocabulary);
        return targets;
    }
}
