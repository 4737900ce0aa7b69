package dev.whetstone.engine.train;

import org.bytedeco.pytorch.Tensor;

import java.util.Optional;

/** Products of many rows with frozen weights, and what an adapter adds to them. */
interface WeightProducts {

    /** {@code rows·matrix}. @param rows (T, R or more), as {@link #narrowed} gives them @param matrix (R, the sum's width), contiguous */
    record Addend(Tensor rows, Tensor matrix) {}

    /** {@code x·Wᵀ} and what is added, (T, out). @param x (T, in) @param weight (out, in) */
    Tensor forward(Tensor x, Tensor weight, Optional<Addend> more);

    /** {@code dy·W} and what is added, (T, in). @param dy (T, out) @param weight (out, in) */
    Tensor backward(Tensor dy, Tensor weight, Optional<Addend> more);

    /** {@code x·Fᵀ}, (T, R) or wider and filled up with zeros. @param x (T, in) @param factor (R, in), contiguous */
    Tensor narrowed(Tensor x, Tensor factor);
}
