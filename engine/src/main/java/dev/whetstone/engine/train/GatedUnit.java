package dev.whetstone.engine.train;

import dev.whetstone.engine.format.Activation;
import dev.whetstone.engine.torch.Gates;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * {@code act(gate)·up} (Shazeer 2020) and its gradient.
 *
 * @param both gate and up, (T, 2·I)
 */
record GatedUnit(Activation activation, Tensor both) implements PassMath.Gated {

    @Override
    public Tensor product() {
        return activated().mul_(up(both));
    }

    @Override
    public Tensor backward(Tensor dProduct) {
        Tensor gradient = torch.empty_like(both);
        Tensor dActivated = dProduct.mul(up(both));
        switch (activation) {
            case SILU -> torch.silu_backward_out(gate(gradient), dActivated, gate(both));
            case GELU_TANH -> gate(gradient).copy_(torch.gelu_backward(dActivated, gate(both), Gates.TANH));
        }
        torch.mul_out(up(gradient), dProduct, activated());
        return gradient;
    }

    private Tensor activated() {
        return Gates.activated(activation, gate(both));
    }

    private static Tensor gate(Tensor both) {
        return both.narrow(1, 0, both.size(1) / 2);
    }

    private static Tensor up(Tensor both) {
        long width = both.size(1) / 2;
        return both.narrow(1, width, width);
    }
}
