package dev.whetstone.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whetstone.engine.torch.Native;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Each test in a pointer scope of its own, without automatic gradients; it may bind its thread. */
public final class TensorScope implements BeforeEachCallback, AfterEachCallback {

    private PointerScope scope;
    private NoGradGuard guard;

    @Override
    public void beforeEach(ExtensionContext context) {
        scope = new PointerScope();
        guard = new NoGradGuard();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Native.bindThread();
        guard.close();
        scope.close();
    }

    /** @param share of an element by which it may be off, beside the rest */
    public static void requireClose(float[] got, float[] wanted, double share, double rest) {
        assertThat(got).hasSameSizeAs(wanted);
        for (int i = 0; i < wanted.length; i++) {
            assertThat((double) got[i])
                    .as("element %d", i)
                    .isCloseTo(wanted[i], within(share * Math.abs(wanted[i]) + rest));
        }
    }
}
