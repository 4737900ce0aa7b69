package dev.whetstone.engine.torch;

import dev.whetstone.engine.AdapterException;
import dev.whetstone.engine.adapter.LoraTarget;
import dev.whetstone.engine.adapter.PeftAdapter;
import dev.whetstone.engine.adapter.PeftConfig;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.TensorView;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Copies the matrices of a PEFT directory into native memory, scale folded into B. */
public final class LoraLoader {

    private final ModelConfig config;
    private final Backend backend;

    public LoraLoader(ModelConfig config, Backend backend) {
        this.config = config;
        this.backend = backend;
    }

    /** @throws AdapterException when a matrix holds something that is not a finite number */
    public LoraWeights load(PeftAdapter source) {
        PeftConfig peft = source.config();
        LoraWeights weights = LoraWeights.empty(config, backend, peft.rank(), peft.targets());
        LoraFactors factors = new LoraFactors(weights, config, peft.rank(), peft.targets());
        try {
            for (int layer = 0; layer < config.layers(); layer++) {
                for (Projection projection : Projection.values()) {
                    for (LoraTarget target : projection.parts()) {
                        if (peft.targets().contains(target)) {
                            copy(source, factors, layer, projection, target);
                        }
                    }
                }
            }
            return weights;
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    private void copy(PeftAdapter source, LoraFactors factors, int layer, Projection projection, LoraTarget target) {
        try (var _ = new PointerScope()) {
            Tensor a = finite(source.a(layer, target));
            Tensor b = finite(source.b(layer, target));
            Scalar scale = new Scalar(source.config().scale());
            if (!torch.isfinite(b.mul(scale)).all().item_bool()) {
                throw new AdapterException("tensor " + source.b(layer, target).name() + " times the scale of "
                        + source.config().scale() + " is beyond what numbers can say: check lora_alpha and r");
            }
            factors.set(layer, projection, target, a, b, scale);
        }
    }

    /** In float32, so that the scale is applied before rounding. */
    private Tensor finite(TensorView view) {
        Tensor tensor = NativeData.over(view).to(torch.ScalarType.Float);
        if (!torch.isfinite(tensor).all().item_bool()) {
            throw new AdapterException(
                    "tensor " + view.name() + " holds NaN or infinity: the training that made it has failed");
        }
        return backend.place(tensor);
    }
}
