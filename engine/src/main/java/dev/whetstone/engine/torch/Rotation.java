package dev.whetstone.engine.torch;

import dev.whetstone.engine.format.Rope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Rotary positions (Su et al. 2021) of the tokens of a step, in the half-split layout of Hugging Face: dimension i turns with
 * i + D/2 by {@code position · frequency[i]}, and both grow by the magnitude of the
 * stretching.
 *
 * @param cos (T, 1, D)
 * @param sin (T, 1, D), negative in its first half, so that the rotation is {@code x·cos + swapped(x)·sin}
 */
public record Rotation(Tensor cos, Tensor sin) {

    public static Rotation at(float[] positions, Rope rope, int dimension, Backend backend) {
        float[] frequencies = rope.frequencies(dimension);
        Tensor position = backend.floats(positions, positions.length, 1, 1); // (T, 1, 1)
        Tensor angle = position.mul(backend.floats(frequencies, frequencies.length)); // (T, 1, D/2)
        Scalar magnitude = new Scalar(rope.scaling().magnitude());
        Tensor cos = torch.cos(angle).mul_(magnitude);
        Tensor sin = torch.sin(angle).mul_(magnitude);
        return new Rotation(
                torch.cat(new TensorVector(cos, cos), -1).to(backend.dtype()),
                torch.cat(new TensorVector(sin.neg(), sin), -1).to(backend.dtype()));
    }

    /** Turns queries and keys: (T, heads, D) to the same shape, contiguous. */
    public Tensor turn(Tensor heads) {
        return heads.mul(cos).addcmul_(swapped(heads), sin);
    }

    /** The gradient of {@link #turn}: turned back, and multiplied by the factor. */
    public Tensor turnBack(Tensor gradient, Scalar factor, Scalar minusFactor) {
        return gradient.mul(cos).mul_(factor).addcmul_(swapped(gradient), sin, minusFactor);
    }

    private static Tensor swapped(Tensor heads) {
        long half = heads.size(2) / 2;
        return torch.cat(new TensorVector(heads.narrow(2, half, half), heads.narrow(2, 0, half)), 2);
    }
}
