package dev.whetstone.engine.train;

import dev.whetstone.engine.torch.Backend;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.util.Arrays;

/**
 * Negative log-likelihood of the targets, and its gradient by the hidden states: {@code dz = softmax(z) - onehot(target)}. Logits
 * exist for a few positions at a time, and only where something is to be said.
 */
final class CompletionLoss {

    /** Small enough that the allocator recycles the logits' memory instead of asking the system for new pages each time. */
    static final int POSITIONS_AT_ONCE = 128;

    private final Tensor head;
    private final Backend backend;

    /** @param head (V, H) */
    CompletionLoss(Tensor head, Backend backend) {
        this.head = head;
        this.backend = backend;
    }

    /** Sum over the targets, in nats. @param hidden (W, H) */
    double sum(Tensor hidden, long[] targets) {
        return run(hidden, targets, false, hidden, 1);
    }

    /**
     * The sum, and the gradient of the sum times the factor.
     *
     * @param gradient written (W, H)
     */
    double sumAndGradient(Tensor hidden, long[] targets, Tensor gradient, double factor) {
        return run(hidden, targets, true, gradient, factor);
    }

    private double run(Tensor hidden, long[] targets, boolean withGradient, Tensor gradient, double factor) {
        double sum = 0;
        for (int from = 0; from < targets.length; from += POSITIONS_AT_ONCE) {
            int count = Math.min(POSITIONS_AT_ONCE, targets.length - from);
            long[] part = Arrays.copyOfRange(targets, from, from + count);
            try (var _ = new PointerScope()) {
                Tensor ids = backend.longs(part, count, 1); // (C, 1)
                Tensor logits =
                        torch.linear(hidden.narrow(0, from, count), head).to(torch.ScalarType.Float);
                Tensor logProbabilities = torch.log_softmax(logits, 1); // (C, V)
                sum -= logProbabilities.gather(1, ids).sum().item_double();
                if (withGradient) {
                    Tensor dLogits = logProbabilities.exp_();
                    dLogits.scatter_add_(1, ids, torch.full(new long[] {count, 1}, new Scalar(-1.0), backend.floats()));
                    Tensor dHidden = torch.mm(dLogits.to(hidden.scalar_type()), head); // (C, H)
                    gradient.narrow(0, from, count).copy_(dHidden.mul_(new Scalar(factor)));
                }
            }
        }
        return sum;
    }
}
