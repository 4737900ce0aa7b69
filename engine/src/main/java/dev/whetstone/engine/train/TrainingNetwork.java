package dev.whetstone.engine.train;

import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.torch.Backend;
import dev.whetstone.engine.torch.Network;
import dev.whetstone.engine.torch.Scoped;
import dev.whetstone.engine.torch.Weights;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.util.ArrayList;
import java.util.List;

/** The network with trainable adapters, over packed rows: loss, and the gradient of the loss by the adapters. */
final class TrainingNetwork {

    private final ModelConfig config;
    private final Backend backend;
    private final Weights weights;
    private final LoraParameters lora;
    private final CompletionLoss loss;

    TrainingNetwork(Network network, LoraParameters lora) {
        this.config = network.config();
        this.backend = network.backend();
        this.weights = network.weights();
        this.lora = lora;
        this.loss = new CompletionLoss(weights.head(), backend);
    }

    /** Summed negative log-likelihood of the targets, in nats. */
    double loss(PackedRows rows) {
        try (var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            RowsAttention attention = new RowsAttention(config, backend, rows);
            Tensor x = embed(rows);
            for (int layer = 0; layer < config.layers(); layer++) {
                x = forwardOnly(layer, x, attention);
            }
            return loss.sum(lastNorm(rows, x).y(), rows.targetIds());
        }
    }

    /**
     * The summed loss; adds the gradient of the sum times the factor to the adapters' gradient. To be called in a pointer scope
     * and without automatic gradients.
     *
     * @param factor one over the number of targets in the whole batch, for the gradient of the mean
     */
    double lossAndGradient(PackedRows rows, Dropout dropout, double factor) {
        RowsAttention attention = new RowsAttention(config, backend, rows);
        List<BlockPass> passes = new ArrayList<>();
        Tensor x = embed(rows); // (T, H)
        for (int layer = 0; layer < config.layers(); layer++) {
            BlockPass pass = block(layer, x, attention, dropout);
            passes.add(pass);
            x = pass.y();
        }
        RmsNorm norm = lastNorm(rows, x); // (W, H)
        Tensor dNormed = torch.empty_like(norm.y());
        double sum = loss.sumAndGradient(norm.y(), rows.targetIds(), dNormed, factor);
        Tensor gradient = torch.zeros(new long[] {rows.tokens(), config.hiddenSize()}, backend.floats());
        gradient.index_add_(0, predicting(rows), norm.backward(dNormed));
        for (BlockPass pass : passes.reversed()) {
            try (var _ = new PointerScope()) {
                pass.backward(gradient);
            }
        }
        return sum;
    }

    /** Frees at once what a block would keep for its gradient. */
    private Tensor forwardOnly(int layer, Tensor x, RowsAttention attention) {
        return Scoped.only(() -> block(layer, x, attention, Dropout.none()).y());
    }

    private BlockPass block(int layer, Tensor x, RowsAttention attention, Dropout dropout) {
        return new BlockPass(config, weights.blocks().get(layer), layer, lora, attention, dropout, x);
    }

    private Tensor embed(PackedRows rows) {
        return weights.embed(backend.longs(rows.ids(), rows.tokens()));
    }

    private RmsNorm lastNorm(PackedRows rows, Tensor x) {
        return RmsNorm.of(x.index_select(0, predicting(rows)), weights.norm(), config.rmsNormEpsilon());
    }

    private Tensor predicting(PackedRows rows) {
        return backend.longs(rows.predicting(), rows.targets());
    }
}
