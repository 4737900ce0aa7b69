package dev.whetstone.engine.torch;

import org.bytedeco.pytorch.Tensor;

import java.util.Optional;

/**
 * DoRA (Liu et al. 2024, eq. 5): the adapted matrix is {@code m∘(W + s·B·A) / ‖W + s·B·A‖} with the norm of each row, so {@code y = g∘(x·Wᵀ +
 * s·x·Aᵀ·Bᵀ) + bias} with {@code g = m / ‖W + s·B·A‖}.
 *
 * @param factor g (out) in float32; 1 in rows of modules without an adapter
 * @param shift (1 - g)∘bias (out), for a projection with a bias: what is added to y when it has the whole bias already
 */
public record LoraGain(Tensor factor, Optional<Tensor> shift) {

    /** @param y the base's output with its bias, and the update added (T, out); changed in place */
    void apply(Tensor y) {
        y.mul_(factor);
        shift.ifPresent(y::add_);
    }

    /** Of native memory. */
    long bytes() {
        return factor.nbytes() + shift.map(Tensor::nbytes).orElse(0L);
    }
}
