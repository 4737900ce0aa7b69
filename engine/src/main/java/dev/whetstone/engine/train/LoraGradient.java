package dev.whetstone.engine.train;

import dev.whetstone.engine.torch.LoraGain;
import dev.whetstone.engine.torch.LoraPair;
import dev.whetstone.engine.torch.Projection;
import org.bytedeco.pytorch.Tensor;

import java.util.Optional;

/**
 * Adapters as a pass sees them: to compute with, and to add their gradient to a sum of its own.
 *
 * @param sum (P) in float32
 */
record LoraGradient(LoraParameters parameters, Tensor sum) {

    boolean trains(int layer, Projection projection) {
        return parameters.trains(layer, projection);
    }

    LoraPair pair(int layer, Projection projection) {
        return parameters.pair(layer, projection);
    }

    /** What the output is multiplied by, with DoRA. */
    Optional<LoraGain> gain(int layer, Projection projection) {
        return parameters.gain(layer, projection);
    }

    /** @see LoraParameters#addGradient */
    void add(int layer, Projection projection, Tensor ofA, Tensor ofTransposedB) {
        parameters.addGradient(sum, layer, projection, ofA, ofTransposedB);
    }

    /** @see LoraParameters#addGradientOfMagnitudes */
    void addOfMagnitudes(int layer, Projection projection, Tensor ofGain) {
        parameters.addGradientOfMagnitudes(sum, layer, projection, ofGain);
    }
}
