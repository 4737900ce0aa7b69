package dev.whetstone.engine.torch;

import dev.whetstone.engine.format.Activation;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Activations of gates, as operators. */
public final class Gates {

    /** How the approximation of GELU is named. */
    public static final String TANH = "tanh";

    private Gates() {}

    /** A new tensor of the gate's shape. */
    public static Tensor activated(Activation activation, Tensor gate) {
        return switch (activation) {
            case SILU -> torch.silu(gate);
            case GELU_TANH -> torch.gelu(gate, TANH);
        };
    }
}
