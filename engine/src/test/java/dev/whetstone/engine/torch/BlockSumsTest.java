package dev.whetstone.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.Precision;
import dev.whetstone.engine.TensorScope;
import dev.whetstone.engine.vector.SplitBlocks;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Against the sums in float32, where the processor computes in bfloat16. */
@EnabledIf("dev.whetstone.engine.torch.BlockProduct#fits")
@ExtendWith(TensorScope.class)
class BlockSumsTest {

    private final Backend backend = Backend.choose(LoadOptions.of(Precision.BFLOAT16));
    private final Arena arena = Arena.ofShared();
    private final Sharing sharing = new Sharing();
    private final BlockSums sums = new BlockSums(BlockProduct.here().orElseThrow(), sharing);

    @AfterEach
    void close() {
        sharing.close();
        arena.close();
    }

    /** Rows that no kernel is made for, several parts of them, and outputs that are no whole blocks. */
    @ParameterizedTest
    @CsvSource({"1, 32, 32", "15, 64, 64", "16, 96, 160", "17, 96, 96", "200, 64, 128", "401, 32, 64", "300, 4096, 64"})
    void aSumIsThatInFloat32RoundedOnce(int rows, int ins, int outs) {
        Tensor x = random(rows, ins);
        Tensor weight = random(outs, ins);
        Tensor u = random(rows, 32);
        Tensor more = random(32, outs);

        Tensor sum = sums.of(
                List.of(new BlockSums.Term(x, ofRows(weight, outs)), new BlockSums.Term(u, ofColumns(more, 32))));

        Tensor expected = torch.linear(wide(x), wide(weight)).add_(torch.mm(wide(u), wide(more)));
        requireClose(sum, expected);
    }

    @Test
    void aMatrixWithFewerRowsThanAskedForIsFilledUpWithZeros() {
        Tensor x = random(40, 64);
        Tensor factor = random(5, 64);
        Tensor columns = random(7, 96);

        Tensor narrow = sums.of(List.of(new BlockSums.Term(x, ofRows(factor, 32))));
        Tensor widened =
                sums.of(List.of(new BlockSums.Term(random(40, 32).zero_().add_(Native.ONE), ofColumns(columns, 32))));

        requireClose(narrow.narrow(1, 0, 5), torch.linear(wide(x), wide(factor)));
        assertThat(NativeData.toFloats(narrow.narrow(1, 5, 27).abs().max())[0]).isZero();
        requireClose(widened.narrow(0, 0, 1), wide(columns).sum(new long[] {0}, true, Native.FLOAT32));
    }

    @Test
    void aRowsBitsDependNeitherOnTheOthersNorOnTheThreads() {
        Tensor x = random(450, 96);
        SplitBlocks matrix = ofRows(random(160, 96), 160);

        Tensor shared = sums.of(List.of(new BlockSums.Term(x, matrix)));
        Tensor some = sums.of(List.of(new BlockSums.Term(x.narrow(0, 0, 250), matrix)));
        Native.bindAlone();
        assertThat(sharing.workers()).isEqualTo(1);
        Tensor alone = sums.of(List.of(new BlockSums.Term(x, matrix)));

        assertThat(NativeData.toFloats(alone)).containsExactly(NativeData.toFloats(shared));
        assertThat(NativeData.toFloats(some)).containsExactly(NativeData.toFloats(shared.narrow(0, 0, 250)));
    }

    private Tensor random(long rows, long columns) {
        return torch.randn(new long[] {rows, columns}, backend.activations());
    }

    private static Tensor wide(Tensor narrow) {
        return narrow.to(torch.ScalarType.Float);
    }

    private SplitBlocks ofRows(Tensor plain, int outs) {
        int ins = (int) plain.size(1);
        return SplitBlocks.ofRows(NativeData.span(plain), outs, ins, room(outs, ins));
    }

    private SplitBlocks ofColumns(Tensor plain, int ins) {
        int outs = (int) plain.size(1);
        return SplitBlocks.ofColumns(NativeData.span(plain), outs, ins, room(outs, ins));
    }

    /** With what was there before. */
    private MemorySegment room(int outs, int ins) {
        return arena.allocate(SplitBlocks.bytes(outs, ins), Long.SIZE).fill((byte) 0x42);
    }

    /** One rounding, of eight bits. */
    private static void requireClose(Tensor sum, Tensor expected) {
        float largest = NativeData.toFloats(expected.abs().max())[0];
        TensorScope.requireClose(NativeData.toFloats(sum), NativeData.toFloats(expected), 1 / 256.0, 1e-5 * largest);
    }
}
