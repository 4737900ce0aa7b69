package dev.whetstone.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whetstone.engine.LoadOptions;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrozenMatrixTest {

    private static final float RELATIVE = 1e-2f;

    /** Where the processor computes in bfloat16 this is the serving path; elsewhere the same operator in float32. */
    private final Backend backend = Backend.choose(LoadOptions.defaults());

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 32, 300})
    void theOrderOfMemoryDoesNotChangeTheProduct(long rows) {
        try (var _ = new PointerScope();
                Kept kept = new Kept()) {
            Tensor weight = torch.randn(new long[] {192, 96}, backend.activations());
            Tensor x = torch.randn(new long[] {rows, 96}, backend.activations());

            Tensor plain = new FrozenMatrix.Plain(weight).apply(x);
            Tensor reordered = FrozenMatrix.Reordered.of(weight, kept).apply(x);

            assertThat(reordered.sizes().vec().get()).containsExactly(rows, 192);
            float largest = NativeData.toFloats(plain.abs().max())[0];
            float difference = NativeData.toFloats(plain.sub(reordered).abs().max())[0];
            assertThat(difference).isCloseTo(0, within(RELATIVE * largest));
        }
    }
}
