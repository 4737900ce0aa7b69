package dev.whetstone.engine.train;

import org.bytedeco.pytorch.Tensor;

/**
 * Log-probabilities of the targets, {@code log p = z[target] - logsumexp(z)}, and the gradient of their negatives by the hidden states:
 * {@code dz = softmax(z) - onehot(target)}. There are logits only where something is to be said.
 */
interface CompletionLoss {

    /** Of each target, in nats. @param hidden (W, H) */
    float[] logProbabilities(Tensor hidden, long[] targets);

    /**
     * The same, and each target's negative log-probability by its own hidden state.
     *
     * @param gradient written (W, H)
     */
    float[] logProbabilitiesAndGradient(Tensor hidden, long[] targets, Tensor gradient);
}
