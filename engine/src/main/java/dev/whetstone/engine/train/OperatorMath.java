package dev.whetstone.engine.train;

import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.torch.Backend;
import dev.whetstone.engine.torch.Network;
import dev.whetstone.engine.torch.Norm;
import org.bytedeco.pytorch.Tensor;

/** By the library's operators, on any device and in any number format. */
record OperatorMath(ModelConfig config, Backend backend, CompletionLoss loss) implements PassMath {

    static OperatorMath of(Network network) {
        Backend backend = network.backend();
        return new OperatorMath(
                network.config(), backend, new OperatorLoss(network.weights().trainedHead(), backend));
    }

    @Override
    public Normed norm(Tensor x, Norm norm) {
        return RmsNorm.of(x, norm, config.rmsNormEpsilon());
    }

    @Override
    public Gated gate(Tensor both) {
        return new GatedUnit(config.style().activation(), both);
    }

    @Override
    public PassAttention attention(PackedRows rows) {
        return new RowsAttention(config, backend, rows);
    }

    @Override
    public WeightProducts products() {
        return new OperatorProducts();
    }

    @Override
    public void close() {
        // owns nothing
    }
}
