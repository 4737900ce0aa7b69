package dev.whetstone.engine.train;

import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.torch.Backend;
import dev.whetstone.engine.torch.Network;
import dev.whetstone.engine.torch.Scoped;
import dev.whetstone.engine.torch.Weights;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * The network with trainable adapters, over packed rows: log-probabilities of what the rows say, and the gradient by the adapters of any
 * loss that is a function of them.
 */
final class TrainingNetwork {

    private final ModelConfig config;
    private final Backend backend;
    private final Weights weights;
    private final LoraParameters lora;
    private final PassMath math;
    private final CompletionLoss loss;
    private final boolean recomputes;

    /** By operators. */
    TrainingNetwork(Network network, LoraParameters lora) {
        this(network, lora, false, OperatorMath.of(network));
    }

    /** @param recomputes whether a block is computed a second time for its gradient, instead of keeping what that needs (Chen et al. 2016) */
    TrainingNetwork(Network network, LoraParameters lora, boolean recomputes, PassMath math) {
        this.recomputes = recomputes;
        this.config = network.config();
        this.backend = network.backend();
        this.weights = network.weights();
        this.lora = lora;
        this.math = math;
        this.loss = math.loss();
    }

    /** A loss by its arguments. */
    interface Derivatives {

        /** @param logProbabilities of each row's targets, summed; gives back the derivative of the loss by each */
        double[] by(double[] logProbabilities);
    }

    /** Of each row's targets, summed, in nats. */
    double[] logProbabilities(PackedRows rows) {
        try (var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            Blocks blocks = new Blocks(rows, Dropout.none(), gradient());
            Tensor x = embed(rows);
            for (int layer = 0; layer < config.layers(); layer++) {
                x = blocks.forwardOnly(layer, x);
            }
            return rows.sums(loss.logProbabilities(lastNorm(x).y(), rows.targetIds()));
        }
    }

    /** Summed negative log-likelihood of the targets, in nats. */
    double loss(PackedRows rows) {
        return -Arrays.stream(logProbabilities(rows)).sum();
    }

    /** That, and its gradient times the factor added to the adapters' gradient, as by {@link #gradient}. */
    double lossAndGradient(PackedRows rows, Dropout dropout, double factor) {
        double[] said = gradient(
                rows,
                dropout,
                each -> {
                    double[] derivatives = new double[each.length];
                    Arrays.fill(derivatives, -factor);
                    return derivatives;
                },
                gradient());
        return -Arrays.stream(said).sum();
    }

    /** The adapters with the gradient that the optimizer reads. */
    private LoraGradient gradient() {
        return new LoraGradient(lora, lora.gradient());
    }

    /**
     * The rows' log-probabilities; adds the gradient of a loss that is a function of them to the adapters' gradient. To be called in a
     * pointer scope and without automatic gradients, by several threads at once when they add to sums of their own.
     */
    double[] gradient(PackedRows rows, Dropout dropout, Derivatives derivatives, LoraGradient into) {
        Blocks blocks = new Blocks(rows, dropout, into);
        List<Supplier<BlockPass>> passes = new ArrayList<>();
        Tensor x = embed(rows); // (T, H)
        for (int i = 0; i < config.layers(); i++) {
            int layer = i;
            Tensor input = x;
            if (recomputes) {
                passes.add(() -> blocks.pass(layer, input));
                x = blocks.forwardOnly(layer, input);
            } else {
                BlockPass pass = blocks.pass(layer, input);
                passes.add(() -> pass);
                x = pass.y();
            }
        }
        RmsNorm norm = lastNorm(x); // (W, H)
        Tensor dNormed = torch.empty_like(norm.y());
        double[] said = rows.sums(loss.logProbabilitiesAndGradient(norm.y(), rows.targetIds(), dNormed));
        scale(dNormed, rows, derivatives.by(said));
        Tensor gradient = torch.zeros(new long[] {rows.tokens(), config.hiddenSize()}, backend.floats());
        Tensor ofY = norm.backward(dNormed); // (W, H)
        for (Supplier<BlockPass> pass : passes.reversed()) {
            try (var _ = new PointerScope()) {
                pass.get().backward(ofY, gradient);
            }
            ofY = gradient;
        }
        return said;
    }

    /**
     * The chain rule from rows to their targets: a row's log-probability is the sum of its targets'.
     *
     * @param dNormed by the negative log-probability of each target (W, H), changed in place
     * @param derivatives of the loss by each row's log-probability
     */
    private static void scale(Tensor dNormed, PackedRows rows, double[] derivatives) {
        long at = 0;
        for (int i = 0; i < derivatives.length; i++) {
            int targets = rows.rows().get(i).targets();
            dNormed.narrow(0, at, targets).mul_(new Scalar(-derivatives[i]));
            at += targets;
        }
    }

    /** The blocks over some rows. */
    private final class Blocks {

        private final PassAttention attention;
        private final Dropout dropout;
        private final LoraGradient into;
        private final AskedPositions predicting;

        Blocks(PackedRows rows, Dropout dropout, LoraGradient into) {
            this.attention = math.attention(rows);
            this.dropout = dropout;
            this.into = into;
            this.predicting =
                    new AskedPositions.Predicting(backend.longs(rows.predicting(), rows.targets()), rows.tokens());
        }

        BlockPass pass(int layer, Tensor x) {
            AskedPositions asked = layer == config.layers() - 1 ? predicting : new AskedPositions.All();
            return new BlockPass(config, weights.blocks().get(layer), layer, into, math, attention, dropout, asked, x);
        }

        /** Frees at once what a block would keep for its gradient. */
        Tensor forwardOnly(int layer, Tensor x) {
            return Scoped.only(() -> pass(layer, x).y());
        }
    }

    private Tensor embed(PackedRows rows) {
        return weights.embed(backend.longs(rows.ids(), rows.tokens()));
    }

    /** @param x (W, H) */
    private RmsNorm lastNorm(Tensor x) {
        return RmsNorm.of(x, weights.norm(), config.rmsNormEpsilon());
    }
}
