package dev.whetstone.engine.train;

import dev.whetstone.engine.torch.Kept;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.util.List;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2), on one vector of parameters:
 * {@code m = β₁m + (1-β₁)g; v = β₂v + (1-β₂)g²; p = p·(1-ηλ) - η·m̂/(√v̂ + ε)}.
 */
final class AdamW implements AutoCloseable {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final Kept kept = new Kept();
    private final Tensor firstMoment;
    private final Tensor secondMoment;
    private final double weightDecay;
    private final List<RateGroup> groups;

    /**
     * Parameters that are neighbours.
     *
     * @param ratio what the learning rate is multiplied by for them
     */
    record RateGroup(long from, long count, double ratio) {}

    /** One rate for all. */
    AdamW(Tensor parameters, double weightDecay) {
        this(parameters, weightDecay, List.of(new RateGroup(0, parameters.numel(), 1)));
    }

    /** @param groups that cover all parameters */
    AdamW(Tensor parameters, double weightDecay, List<RateGroup> groups) {
        this.weightDecay = weightDecay;
        this.groups = List.copyOf(groups);
        try (var _ = new PointerScope()) {
            firstMoment = kept.keep(torch.zeros_like(parameters));
            secondMoment = kept.keep(torch.zeros_like(parameters));
        }
    }

    Tensor firstMoment() {
        return firstMoment;
    }

    Tensor secondMoment() {
        return secondMoment;
    }

    /** @param step counted from 1 */
    void step(Tensor parameters, Tensor gradient, double rate, long step) {
        try (var _ = new PointerScope()) {
            firstMoment.lerp_(gradient, new Scalar(1 - BETA1));
            secondMoment.mul_(new Scalar(BETA2)).addcmul_(gradient, gradient, new Scalar(1 - BETA2));
            double correction1 = 1 - Math.pow(BETA1, step);
            double correction2 = 1 - Math.pow(BETA2, step);
            Tensor denominator =
                    secondMoment.sqrt().div_(new Scalar(Math.sqrt(correction2))).add_(new Scalar(EPSILON));
            for (RateGroup group : groups) {
                double own = rate * group.ratio();
                Tensor ofGroup = of(group, parameters);
                ofGroup.mul_(new Scalar(1 - own * weightDecay));
                ofGroup.addcdiv_(of(group, firstMoment), of(group, denominator), new Scalar(-own / correction1));
            }
        }
    }

    private static Tensor of(RateGroup group, Tensor all) {
        return all.narrow(0, group.from(), group.count());
    }

    @Override
    public void close() {
        kept.close();
    }
}
