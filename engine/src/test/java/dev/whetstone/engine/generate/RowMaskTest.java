package dev.whetstone.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.constrain.Cursor;
import dev.whetstone.engine.constrain.TokenMask;
import dev.whetstone.engine.constrain.Vocabularies;
import dev.whetstone.engine.torch.Backend;
import dev.whetstone.engine.torch.NativeData;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowMaskTest {

    private static final int SIZE = 300; // more than the vocabulary: heads are often padded

    private final Backend backend = Backend.choose(LoadOptions.defaults());

    /** Before the string few tokens are allowed, inside it nearly all. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tokensThatAreNotAllowedLoseAndTheOthersStayTheSame(boolean inside) {
        Cursor cursor = Vocabularies.bytes().compile("{\"type\":\"string\"}").begin();
        if (inside) {
            cursor.take('"');
        }
        TokenMask allowed = cursor.allowed();
        float[] logits = new float[SIZE];
        for (int token = 0; token < SIZE; token++) {
            logits[token] = token % 7 - 3;
        }
        logits['"'] = Float.NaN;
        logits[0] = Float.NaN;
        try (var _ = new PointerScope()) {
            Tensor host = Tensor.create(logits, 1, SIZE).select(0, 0);
            Tensor device = Tensor.create(logits, 1, SIZE).select(0, 0);
            RowMask.onHost(host, allowed);
            new RowMask(backend).anywhere(device, allowed);

            float[] masked = NativeData.toFloats(host);
            assertThat(NativeData.toFloats(device)).isEqualTo(masked);
            for (int token = 0; token < SIZE; token++) {
                assertThat(masked[token])
                        .as("token %d", token)
                        .isEqualTo(Float.valueOf(allowed.allows(token) ? logits[token] : Float.NEGATIVE_INFINITY));
            }
            assertThat(masked['"'])
                    .as("no number, and allowed: it has to be seen")
                    .isNaN();
            assertThat(allowed.allows('a')).isEqualTo(inside);
        }
    }
}
