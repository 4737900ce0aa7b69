package dev.whetstone.engine.train;

import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.torch.Block;
import dev.whetstone.engine.torch.Projection;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.util.Optional;

/**
 * One block forward, with what its gradient needs: {@code m = x + n(o(attention(qkv(norm(x))))), y = m + n(down(act(gate)·up))} with
 * gate and up of norm(m); n is a norm where the family has one, else nothing. The gradient is written out instead of recorded: every matrix is read once forwards and once backwards,
 * and nothing else is kept. The gradient along the residual is kept in float32.
 */
final class BlockPass {

    private final int layer;
    private final PassMath.Normed attentionNorm;
    private final TrainedProjection qkv;
    private final PassAttention.Attended attended;
    private final TrainedProjection output;
    private final Optional<RmsNorm> afterAttention;
    private final PassMath.Normed feedForwardNorm;
    private final TrainedProjection gateUp;
    private final PassMath.Gated gated;
    private final TrainedProjection down;
    private final Optional<RmsNorm> afterFeedForward;
    private final Tensor y;

    /** @param x (T, H) */
    BlockPass(
            ModelConfig config,
            Block block,
            int layer,
            LoraGradient lora,
            PassMath math,
            PassAttention attention,
            Dropout dropout,
            Tensor x) {
        Dropout.Masks masks = dropout.block(layer);
        this.layer = layer;
        double epsilon = config.rmsNormEpsilon();
        attentionNorm = math.norm(x, block.attentionNorm());
        qkv = project(lora, block, Projection.QKV, attentionNorm.y(), masks);
        attended = attention.apply(layer, qkv.y(), block.heads());
        output = project(lora, block, Projection.OUTPUT, attended.y(), masks);
        afterAttention = block.afterAttention().map(norm -> RmsNorm.of(output.y(), norm, epsilon));
        Tensor middle = sum(x, output, afterAttention); // (T, H)
        feedForwardNorm = math.norm(middle, block.feedForwardNorm());
        gateUp = project(lora, block, Projection.GATE_UP, feedForwardNorm.y(), masks);
        gated = math.gate(gateUp.y());
        down = project(lora, block, Projection.DOWN, gated.product(), masks);
        afterFeedForward = block.afterFeedForward().map(norm -> RmsNorm.of(down.y(), norm, epsilon));
        y = sum(middle, down, afterFeedForward);
    }

    /** In the place of what is added, which nobody needs after it. */
    private static Tensor sum(Tensor x, TrainedProjection more, Optional<RmsNorm> norm) {
        return norm.map(RmsNorm::y).orElse(more.y()).add_(x);
    }

    /** (T, H) */
    Tensor y() {
        return y;
    }

    /**
     * Adds to the adapters' gradients, and to the gradient by y to make it the gradient by x.
     *
     * @param gradient (T, H) in float32, changed in place
     */
    void backward(Tensor gradient) {
        torch.ScalarType type = y.scalar_type();
        Tensor dProduct = down.backward(before(afterFeedForward, gradient).to(type)); // (T, I)
        Tensor dNormed = gateUp.backward(gated.backward(dProduct)); // (T, H)
        feedForwardNorm.backward(dNormed, gradient);
        Tensor dAttended = output.backward(before(afterAttention, gradient).to(type)); // (T, NH·D)
        Tensor dQkv = attended.backward(dAttended);
        if (layer == 0) {
            qkv.backwardOfAdapterOnly(dQkv); // the embedding below is frozen
        } else {
            attentionNorm.backward(qkv.backward(dQkv), gradient);
        }
    }

    private static Tensor before(Optional<RmsNorm> norm, Tensor gradient) {
        return norm.map(present -> present.backward(gradient.clone())).orElse(gradient);
    }

    private TrainedProjection project(
            LoraGradient lora, Block block, Projection projection, Tensor x, Dropout.Masks masks) {
        return TrainedProjection.of(lora, layer, projection, block, x, masks);
    }
}
