package dev.whetstone.engine.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

import java.util.function.Supplier;

/** Frees intermediate tensors as soon as a result is there, instead of when the step ends. */
public final class Scoped {

    private Scoped() {}

    /** Computes in a scope of its own; only the result stays, in the scope around. */
    public static Tensor only(Supplier<Tensor> computation) {
        Tensor result;
        try (var _ = new PointerScope()) {
            result = computation.get();
            result.retainReference();
        }
        PointerScope.getInnerScope().attach(result);
        result.releaseReference();
        return result;
    }
}
