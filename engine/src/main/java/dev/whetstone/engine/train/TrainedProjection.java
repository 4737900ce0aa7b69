package dev.whetstone.engine.train;

import dev.whetstone.engine.torch.Block;
import dev.whetstone.engine.torch.LoraPair;
import dev.whetstone.engine.torch.Native;
import dev.whetstone.engine.torch.Projection;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.util.Optional;

/**
 * {@code y = x·Wᵀ + b + s·(drop(x)·Aᵀ)·Bᵀ} with W and b, where there is one, frozen (Hu et al. 2021, eq. 3), and its gradients. The scale s is inside B.
 * With DoRA {@code y = g∘z + b} where z is the rest of that (Liu et al. 2024, eq. 5); how g follows A and B is not part of the gradient (§4.3).
 *
 * @param input drop(x), (T, in)
 * @param bottleneck drop(x)·Aᵀ, (T, R), or wider and filled up with zeros
 * @param unscaled z (T, out), with DoRA
 * @param y (T, out)
 */
record TrainedProjection(
        LoraGradient lora,
        WeightProducts products,
        int layer,
        Projection projection,
        Tensor weight,
        Optional<Tensor> mask,
        Tensor input,
        Optional<Tensor> bottleneck,
        Optional<Tensor> unscaled,
        Tensor y) {

    static TrainedProjection of(
            LoraGradient lora,
            WeightProducts products,
            int layer,
            Projection projection,
            Block block,
            Tensor x,
            Dropout.Masks masks) {
        Tensor weight = block.trainedBeside(projection);
        if (!lora.trains(layer, projection)) {
            Tensor y = products.forward(x, weight, Optional.empty());
            block.bias(projection).ifPresent(y::add_);
            return new TrainedProjection(
                    lora,
                    products,
                    layer,
                    projection,
                    weight,
                    Optional.empty(),
                    x,
                    Optional.empty(),
                    Optional.empty(),
                    y);
        }
        LoraPair pair = lora.pair(layer, projection);
        Optional<Tensor> mask = masks.next(x);
        Tensor input = mask.map(x::mul).orElse(x);
        Tensor bottleneck = products.narrowed(input, pair.a());
        Tensor y = products.forward(x, weight, Optional.of(new WeightProducts.Addend(bottleneck, pair.bTransposed())));
        Optional<Tensor> unscaled = lora.gain(layer, projection).map(gain -> {
            Tensor z = y.clone();
            y.mul_(gain.factor());
            return z;
        });
        block.bias(projection).ifPresent(y::add_);
        return new TrainedProjection(
                lora, products, layer, projection, weight, mask, input, Optional.of(bottleneck), unscaled, y);
    }

    /** Adds to the gradients of A and B; gives back the gradient by x (T, in). */
    Tensor backward(Tensor dy) {
        Tensor dz = backwardOfGain(dy);
        if (bottleneck.isEmpty()) {
            return products.backward(dz, weight, Optional.empty());
        }
        Tensor ofBottleneck = backwardOfAdapter(dz, bottleneck.get());
        Tensor a = lora.pair(layer, projection).a();
        if (mask.isEmpty()) {
            return products.backward(dz, weight, Optional.of(new WeightProducts.Addend(ofBottleneck, a)));
        }
        return products.backward(dz, weight, Optional.empty())
                .addcmul_(torch.mm(ofBottleneck.narrow(1, 0, a.size(0)), a), mask.get());
    }

    /** For the first block, whose input is not trained: the gradients of A and B only. */
    void backwardOfAdapterOnly(Tensor dy) {
        bottleneck.ifPresent(u -> backwardOfAdapter(backwardOfGain(dy), u));
    }

    /** By z (T, out); adds to the gradient of the magnitudes. */
    private Tensor backwardOfGain(Tensor dy) {
        if (unscaled.isEmpty()) {
            return dy;
        }
        Tensor ofGain = dy.mul(unscaled.get()).sum(new long[] {0}, false, Native.FLOAT32); // (out)
        lora.addOfMagnitudes(layer, projection, ofGain);
        Tensor factor = lora.gain(layer, projection).orElseThrow().factor();
        return dy.mul(factor.to(dy.scalar_type()));
    }

    /** By the bottleneck, (T, R), or wider and filled up with zeros. */
    private Tensor backwardOfAdapter(Tensor dy, Tensor u) {
        Tensor ofBottleneck = products.narrowed(dy, lora.pair(layer, projection).bTransposed()); // with the scale
        Tensor ofA = torch.mm(ofBottleneck.t(), input); // (R, in)
        Tensor ofTransposedB = torch.mm(u.t(), dy); // (R, out), before the scale
        lora.add(layer, projection, ofA, ofTransposedB);
        return ofBottleneck;
    }
}
