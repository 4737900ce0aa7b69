package dev.whetstone.engine.train;

import dev.whetstone.engine.torch.Backend;
import dev.whetstone.engine.torch.NativeData;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.util.Arrays;
import java.util.Optional;

/** By the library's operators: logits exist for a few positions at a time. */
final class OperatorLoss implements CompletionLoss {

    /** Small enough that the allocator recycles the logits' memory instead of asking the system for new pages each time. */
    static final int POSITIONS_AT_ONCE = 128;

    private final Tensor head;
    private final Backend backend;

    /** @param head (V, H) */
    OperatorLoss(Tensor head, Backend backend) {
        this.head = head;
        this.backend = backend;
    }

    @Override
    public float[] logProbabilities(Tensor hidden, long[] targets) {
        return run(hidden, targets, Optional.empty());
    }

    @Override
    public float[] logProbabilitiesAndGradient(Tensor hidden, long[] targets, Tensor gradient) {
        return run(hidden, targets, Optional.of(gradient));
    }

    private float[] run(Tensor hidden, long[] targets, Optional<Tensor> gradient) {
        float[] said = new float[targets.length];
        for (int from = 0; from < targets.length; from += POSITIONS_AT_ONCE) {
            int count = Math.min(POSITIONS_AT_ONCE, targets.length - from);
            long[] part = Arrays.copyOfRange(targets, from, from + count);
            try (var _ = new PointerScope()) {
                Tensor ids = backend.longs(part, count, 1); // (C, 1)
                Tensor logits =
                        torch.linear(hidden.narrow(0, from, count), head).to(torch.ScalarType.Float);
                Tensor logProbabilities = torch.log_softmax(logits, 1); // (C, V)
                float[] ofPart =
                        NativeData.toFloats(logProbabilities.gather(1, ids).squeeze(1)); // (C)
                System.arraycopy(ofPart, 0, said, from, count);
                if (gradient.isPresent()) {
                    Tensor dLogits = logProbabilities.exp_();
                    dLogits.scatter_add_(1, ids, torch.full(new long[] {count, 1}, new Scalar(-1.0), backend.floats()));
                    Tensor dHidden = torch.mm(dLogits.to(hidden.scalar_type()), head); // (C, H)
                    gradient.get().narrow(0, from, count).copy_(dHidden);
                }
            }
        }
        return said;
    }
}
