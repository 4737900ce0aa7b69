package dev.whetstone.engine.train;

import dev.whetstone.engine.torch.Kept;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.util.ArrayList;
import java.util.List;

/** What each worker sums up on its own, the first in the gradient that the optimizer reads. */
final class GradientShares implements AutoCloseable {

    private final Kept kept = new Kept();
    private final Tensor whole;
    private final List<LoraGradient> shares = new ArrayList<>();

    GradientShares(LoraParameters parameters, int workers) {
        whole = parameters.gradient();
        shares.add(new LoraGradient(parameters, whole));
        try (var _ = new PointerScope()) {
            for (int worker = 1; worker < workers; worker++) {
                shares.add(new LoraGradient(parameters, kept.keep(torch.zeros_like(whole))));
            }
        }
    }

    LoraGradient of(int worker) {
        return shares.get(worker);
    }

    /** Adds all to the gradient that the optimizer reads, in the workers' order, and begins anew. To be called without automatic gradients. */
    void merge() {
        for (LoraGradient share : shares.subList(1, shares.size())) {
            whole.add_(share.sum());
            share.sum().zero_();
        }
    }

    @Override
    public void close() {
        kept.close();
    }
}
