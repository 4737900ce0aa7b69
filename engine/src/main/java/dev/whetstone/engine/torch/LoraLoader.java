package dev.whetstone.engine.torch;

import dev.whetstone.engine.AdapterException;
import dev.whetstone.engine.ModelException;
import dev.whetstone.engine.adapter.LoraPlace;
import dev.whetstone.engine.adapter.PeftAdapter;
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
    private final Weights base;

    public LoraLoader(Network network) {
        this.config = network.config();
        this.backend = network.backend();
        this.base = network.weights();
    }

    /**
     * @throws AdapterException when a matrix holds something that is not a finite number, or rows have magnitudes (DoRA) and the base
     *     was loaded to be served only
     */
    public LoraWeights load(PeftAdapter source) {
        LoraWeights weights = LoraWeights.empty(config, backend, source.layout());
        LoraFactors factors = new LoraFactors(weights, config, source.layout());
        try {
            source.layout().places().forEach(place -> copy(source, factors, place));
            if (source.layout().dora()) {
                scale(source, weights);
            } else if (VectorSupport.servesBy(config, backend)) {
                weights.updates(config); // before the first request, and counted with the rest
            }
            return weights;
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    private void copy(PeftAdapter source, LoraFactors factors, LoraPlace place) {
        try (var _ = new PointerScope()) {
            Tensor a = finite(source.a(place));
            Tensor b = finite(source.b(place));
            if (!torch.isfinite(b.mul(new Scalar(place.scale()))).all().item_bool()) {
                throw new AdapterException("tensor " + source.b(place).name() + " times the scale of " + place.scale()
                        + " is beyond what numbers can say: check lora_alpha and r");
            }
            factors.set(place, a, b);
        }
    }

    private void scale(PeftAdapter source, LoraWeights weights) {
        try (DoraGains gains = new DoraGains(config, base, source.layout(), weights)) {
            gains.refresh(place -> finite(source.magnitude(place)));
        } catch (ModelException e) { // the lengths of rows are not known
            throw new AdapterException(
                    "use_dora is true: such an adapter scales the base's own output and cannot share a batch, so it is not served;"
                            + " load the model with Use.TRAINING to score with it, or train the adapter without DoRA",
                    e);
        }
    }

    /**
     * A matrix of an adapter on the device, in float32, so that the scale is applied before rounding.
     *
     * @throws AdapterException when it holds something that is not a finite number
     */
    public Tensor finite(TensorView view) {
        Tensor tensor = NativeData.over(view).to(torch.ScalarType.Float);
        if (!torch.isfinite(tensor).all().item_bool()) {
            throw new AdapterException(
                    "tensor " + view.name() + " holds NaN or infinity: the training that made it has failed");
        }
        return backend.place(tensor);
    }
}
