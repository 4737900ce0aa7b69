package dev.whetstone.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.Precision;
import dev.whetstone.engine.vector.BfloatPairs;
import dev.whetstone.engine.vector.Crew;
import dev.whetstone.engine.vector.QuantizedMatrix;
import dev.whetstone.engine.vector.WeightMatrix;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Against the product in float32, of a matrix whose outputs are no whole blocks: few rows, many, and into an array or native memory. */
class MatrixProductsTest {

    private static final int INS = 96;
    private static final int OUTS = 3 * 64 + 8;

    private final Backend backend = Backend.choose(LoadOptions.of(Precision.BFLOAT16));

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 2", "2, 2", "7, 3", "12, 2", "33, 2"})
    void aProductInBfloat16IsThatInFloat32AndEachPieceIsFinishedOnce(int rows, int workers) {
        try (Kept kept = new Kept();
                var _ = new PointerScope()) {
            Tensor weight = torch.randn(new long[] {OUTS, INS}, backend.activations());

            requireClose(FrozenMatrix.Reordered.of(weight, kept), weight, rows, workers, 1e-4);
        }
    }

    /** Rounded to a 254th of each output's largest weight; many rows come rounded to bfloat16 too. */
    @ParameterizedTest
    @CsvSource({"1, 1", "7, 2", "33, 2"})
    void aProductByInt8IsCloseToThatInFloat32(int rows, int workers) {
        try (WidenedMatrices wide = new WidenedMatrices(backend);
                Arena arena = Arena.ofShared();
                var _ = new PointerScope()) {
            Tensor weight = torch.randn(new long[] {OUTS, INS}, backend.activations());
            MemorySegment room = arena.allocate(QuantizedMatrix.bytes(OUTS, INS), Long.SIZE);
            QuantizedMatrix whole = QuantizedMatrix.of(NativeData.span(weight), OUTS, INS, room);

            requireClose(new FrozenMatrix.Quantized(whole, wide), weight, rows, workers, 2e-2);
        }
    }

    /** On an array and on native memory alike. */
    private void requireClose(FrozenMatrix matrix, Tensor weight, int rows, int workers, double relative) {
        if (matrix.pieces().isEmpty()) {
            assertThat(backend.reordersWeights()).isFalse();
            return; // a processor without bfloat16 lays weights out in another order, and decodes by operators
        }
        Tensor x = torch.randn(new long[] {rows, INS}, backend.activations());
        Tensor product = torch.linear(x.to(torch.ScalarType.Float), weight.to(torch.ScalarType.Float));
        float[] expected = NativeData.toFloats(product);
        float largest = NativeData.toFloats(product.abs().max())[0];
        float[] y = new float[rows * OUTS];
        Tensor alsoY = torch.empty(new long[] {rows, OUTS}, backend.floats(), Native.NO_FORMAT);
        MatrixProducts.Input input = input(x, rows);
        AtomicIntegerArray finished = new AtomicIntegerArray(Math.ceilDiv(OUTS, WeightMatrix.PIECE));
        try (Crew crew = new Crew(workers);
                var _ = new NoGradGuard()) {
            MatrixProducts products = new MatrixProducts(crew, backend);
            products.multiply(matrix, input, MemorySegment.ofArray(y), (from, end) -> {
                for (int piece = from; piece < end; piece++) {
                    finished.incrementAndGet(piece);
                }
            });
            products.multiply(matrix, input, NativeData.span(alsoY), (_, _) -> {});
        }

        for (int i = 0; i < expected.length; i++) {
            assertThat((double) y[i])
                    .as("row %d, output %d", i / OUTS, i % OUTS)
                    .isCloseTo(expected[i], within(relative * largest));
        }
        assertThat(NativeData.toFloats(alsoY)).containsExactly(y);
        for (int piece = 0; piece < finished.length(); piece++) {
            assertThat(finished.get(piece)).as("piece %d", piece).isEqualTo(1);
        }
    }

    private static MatrixProducts.Input input(Tensor x, int rows) {
        float[] values = NativeData.toFloats(x);
        MemorySegment narrowed = Arena.ofAuto().allocate((long) rows * INS * Short.BYTES, Long.SIZE);
        BfloatPairs.narrow(values, 0, values.length, narrowed, 0);
        return new MatrixProducts.Input(values, narrowed, rows);
    }
}
