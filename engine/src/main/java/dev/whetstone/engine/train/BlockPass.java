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
 * and nothing else is kept. The gradient along the residual is kept in float32. What no later part reads is not computed behind the attention.
 */
final class BlockPass {

    private final int layer;
    private final AskedPositions asked;
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
            AskedPositions asked,
            Tensor x) {
        Dropout.Masks masks = dropout.block(layer);
        this.layer = layer;
        this.asked = asked;
        double epsilon = config.rmsNormEpsilon();
        attentionNorm = math.norm(x, block.attentionNorm());
        qkv = project(lora, math, block, Projection.QKV, attentionNorm.y(), masks);
        attended = attention.apply(layer, qkv.y(), block.heads());
        output = project(lora, math, block, Projection.OUTPUT, asked.of(attended.y()), masks);
        afterAttention = block.afterAttention().map(norm -> RmsNorm.of(output.y(), norm, epsilon));
        Tensor middle = sum(asked.of(x), output, afterAttention); // (W, H)
        feedForwardNorm = math.norm(middle, block.feedForwardNorm());
        gateUp = project(lora, math, block, Projection.GATE_UP, feedForwardNorm.y(), masks);
        gated = math.gate(gateUp.y());
        down = project(lora, math, block, Projection.DOWN, gated.product(), masks);
        afterFeedForward = block.afterFeedForward().map(norm -> RmsNorm.of(down.y(), norm, epsilon));
        y = sum(middle, down, afterFeedForward);
    }

    /** In the place of what is added, which nobody needs after it. */
    private static Tensor sum(Tensor x, TrainedProjection more, Optional<RmsNorm> norm) {
        return norm.map(RmsNorm::y).orElse(more.y()).add_(x);
    }

    /** Of the positions asked for, (W, H). */
    Tensor y() {
        return y;
    }

    /**
     * Adds to the adapters' gradients, and makes of the gradient by y the gradient by x.
     *
     * @param ofY (W, H) in float32, changed in place
     * @param ofX (T, H) in float32: the same tensor where all positions are asked for, else zeros
     */
    void backward(Tensor ofY, Tensor ofX) {
        torch.ScalarType type = y.scalar_type();
        Tensor dProduct = down.backward(before(afterFeedForward, ofY).to(type)); // (W, I)
        Tensor dNormed = gateUp.backward(gated.backward(dProduct)); // (W, H)
        feedForwardNorm.backward(dNormed, ofY);
        Tensor dAttended = output.backward(before(afterAttention, ofY).to(type)); // (W, NH·D)
        Tensor dQkv = attended.backward(asked.spread(dAttended)); // (T, (NH + 2·KV)·D)
        if (layer == 0) {
            qkv.backwardOfAdapterOnly(dQkv); // the embedding below is frozen
        } else {
            asked.add(ofY, ofX);
            attentionNorm.backward(qkv.backward(dQkv), ofX);
        }
    }

    private static Tensor before(Optional<RmsNorm> norm, Tensor gradient) {
        return norm.map(present -> present.backward(gradient.clone())).orElse(gradient);
    }

    private TrainedProjection project(
            LoraGradient lora, PassMath math, Block block, Projection projection, Tensor x, Dropout.Masks masks) {
        return TrainedProjection.of(lora, math.products(), layer, projection, block, x, masks);
    }
}
