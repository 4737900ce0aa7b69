package dev.whetstone.engine.train;

import dev.whetstone.engine.torch.Block;
import dev.whetstone.engine.torch.LoraPair;
import dev.whetstone.engine.torch.Projection;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.util.Optional;

/**
 * {@code y = x·Wᵀ + b + s·(drop(x)·Aᵀ)·Bᵀ} with W and b, where there is one, frozen (Hu et al. 2021, eq. 3), and its gradients. The scale s is inside B.
 *
 * @param input drop(x), (T, in)
 * @param bottleneck drop(x)·Aᵀ, (T, R)
 * @param y (T, out)
 */
record TrainedProjection(
        LoraParameters parameters,
        int layer,
        Projection projection,
        Tensor weight,
        Optional<Tensor> mask,
        Tensor input,
        Optional<Tensor> bottleneck,
        Tensor y) {

    static TrainedProjection of(
            LoraParameters parameters, int layer, Projection projection, Block block, Tensor x, Dropout.Masks masks) {
        Tensor weight = block.trainedBeside(projection);
        Tensor y = torch.linear(x, weight);
        block.bias(projection).ifPresent(y::add_);
        if (!parameters.trains(layer, projection)) {
            return new TrainedProjection(
                    parameters, layer, projection, weight, Optional.empty(), x, Optional.empty(), y);
        }
        LoraPair pair = parameters.pair(layer, projection);
        Optional<Tensor> mask = masks.next(x);
        Tensor input = mask.map(x::mul).orElse(x);
        Tensor bottleneck = torch.linear(input, pair.a());
        y.addmm_(bottleneck, pair.bTransposed());
        return new TrainedProjection(parameters, layer, projection, weight, mask, input, Optional.of(bottleneck), y);
    }

    /** Adds to the gradients of A and B; gives back the gradient by x (T, in). */
    Tensor backward(Tensor dy) {
        Tensor dx = torch.mm(dy, weight);
        if (bottleneck.isPresent()) {
            Tensor ofBottleneck = backwardOfAdapter(dy, bottleneck.get());
            Tensor a = parameters.pair(layer, projection).a();
            if (mask.isPresent()) {
                dx.addcmul_(torch.mm(ofBottleneck, a), mask.get());
            } else {
                dx.addmm_(ofBottleneck, a);
            }
        }
        return dx;
    }

    /** For the first block, whose input is not trained: the gradients of A and B only. */
    void backwardOfAdapterOnly(Tensor dy) {
        bottleneck.ifPresent(u -> backwardOfAdapter(dy, u));
    }

    private Tensor backwardOfAdapter(Tensor dy, Tensor u) {
        Tensor ofBottleneck = torch.mm(dy, parameters.pair(layer, projection).b()); // (T, R), with the scale
        Tensor ofA = torch.mm(ofBottleneck.t(), input); // (R, in)
        Tensor ofB = torch.mm(dy.t(), u); // (out, R), before the scale
        parameters.addGradient(layer, projection, ofA, ofB);
        return ofBottleneck;
    }
}
