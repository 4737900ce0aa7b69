package dev.whetstone.engine.torch;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * {@code w·x/√(mean(x²) + ε)} over the last dimension (Zhang and Sennrich 2019).
 *
 * @param weight w, (D); in float32 beside narrower activations, the product is rounded once instead of twice, as Gemma wants it
 * @param optional w in the form that the operator takes
 */
public record Norm(Tensor weight, TensorOptional optional, DoubleOptional epsilon) {

    /** (…, D) to the same shape and number format. */
    Tensor apply(Tensor x) {
        long[] last = {weight.size(0)};
        torch.ScalarType type = x.scalar_type().intern();
        if (weight.scalar_type().intern() == type) {
            return torch.rms_norm(x, last, optional, epsilon);
        }
        return Scoped.only(() -> torch.rms_norm(x.to(torch.ScalarType.Float), last, optional, epsilon)
                .to(type));
    }
}
