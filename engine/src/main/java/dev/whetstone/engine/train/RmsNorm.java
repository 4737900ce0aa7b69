package dev.whetstone.engine.train;

import dev.whetstone.engine.torch.Native;
import dev.whetstone.engine.torch.Norm;
import dev.whetstone.engine.torch.Scoped;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * {@code y = w·x/√(mean(x²) + ε)} and its gradient by x (Zhang and Sennrich 2019); the scale w is frozen. Computed in float32,
 * kept in the format of activations.
 *
 * @param x (…, D)
 * @param inverse 1/√(mean(x²) + ε), (…, 1) in float32
 * @param y (…, D)
 */
record RmsNorm(Tensor x, Tensor inverse, Tensor weight, Tensor y) implements PassMath.Normed {

    static RmsNorm of(Tensor x, Norm norm, double epsilon) {
        Tensor weight = norm.weight();
        Tensor length = torch.linalg_vector_norm(x, new Scalar(2), new long[] {-1}, true, Native.FLOAT32); // (…, 1)
        Tensor inverse = length.square_()
                .div_(new Scalar((double) weight.size(0)))
                .add_(new Scalar(epsilon))
                .rsqrt_();
        torch.ScalarType type = x.scalar_type().intern();
        Tensor y = Scoped.only(() -> weight.scalar_type().intern() == type
                ? x.mul(inverse).to(type).mul_(weight)
                : x.mul(inverse).mul_(weight).to(type));
        return new RmsNorm(x, inverse, weight, y);
    }

    @Override
    public void backward(Tensor dy, Tensor gradient) {
        gradient.add_(backward(dy));
    }

    /** With n = x·inverse and g = dy·w: {@code dx = inverse·(g - n·mean(g·n))}, in float32. */
    Tensor backward(Tensor dy) {
        Tensor g = dy.to(torch.ScalarType.Float).mul_(weight); // (…, D)
        Tensor n = x.mul(inverse); // (…, D), float32: the type of the wider factor
        Tensor mean = g.mul(n).mean(new long[] {-1}, true, Native.FLOAT32); // (…, 1)
        return g.sub_(n.mul_(mean)).mul_(inverse);
    }
}
