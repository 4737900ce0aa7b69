package dev.whetstone.engine.train;

import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.torch.Block;
import dev.whetstone.engine.torch.Projection;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * One block forward, with what its gradient needs: {@code m = x + o(attention(qkv(norm(x)))), y = m + down(silu(gate)·up)} with
 * gate and up of norm(m). The gradient is written out instead of recorded: every matrix is read once forwards and once backwards,
 * and nothing else is kept. The gradient along the residual is kept in float32.
 */
final class BlockPass {

    private final int layer;
    private final long width;
    private final RowsAttention attention;
    private final RmsNorm attentionNorm;
    private final TrainedProjection qkv;
    private final RowsAttention.Result attended;
    private final TrainedProjection output;
    private final RmsNorm feedForwardNorm;
    private final TrainedProjection gateUp;
    private final TrainedProjection down;
    private final Tensor y;

    /** @param x (T, H) */
    BlockPass(
            ModelConfig config,
            Block block,
            int layer,
            LoraParameters lora,
            RowsAttention attention,
            Dropout dropout,
            Tensor x) {
        this.layer = layer;
        this.width = config.intermediateSize();
        this.attention = attention;
        double epsilon = config.rmsNormEpsilon();
        attentionNorm = RmsNorm.of(x, block.attentionNorm().weight(), epsilon);
        qkv = project(lora, block, Projection.QKV, attentionNorm.y(), dropout);
        attended = attention.apply(qkv.y());
        output = project(lora, block, Projection.OUTPUT, attended.attended(), dropout);
        Tensor middle = output.y().add_(x); // (T, H)
        feedForwardNorm = RmsNorm.of(middle, block.feedForwardNorm().weight(), epsilon);
        gateUp = project(lora, block, Projection.GATE_UP, feedForwardNorm.y(), dropout);
        Tensor product = torch.silu(gate(gateUp.y())).mul_(up(gateUp.y())); // (T, I)
        down = project(lora, block, Projection.DOWN, product, dropout);
        y = down.y().add_(middle);
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
        Tensor dProduct = down.backward(gradient.to(type)); // (T, I)
        Tensor dNormed = gateUp.backward(backwardOfSwiGlu(dProduct)); // (T, H)
        gradient.add_(feedForwardNorm.backward(dNormed));
        Tensor dAttended = output.backward(gradient.to(type)); // (T, NH·D)
        Tensor dQkv = attention.backward(attended, dAttended);
        if (layer == 0) {
            qkv.backwardOfAdapterOnly(dQkv); // the embedding below is frozen
        } else {
            gradient.add_(attentionNorm.backward(qkv.backward(dQkv)));
        }
    }

    /** By gate and up, (T, 2·I), of {@code silu(gate)·up}. */
    private Tensor backwardOfSwiGlu(Tensor dProduct) {
        Tensor both = gateUp.y();
        Tensor gradient = torch.empty_like(both);
        torch.silu_backward_out(gate(gradient), dProduct.mul(up(both)), gate(both));
        torch.mul_out(up(gradient), dProduct, torch.silu(gate(both)));
        return gradient;
    }

    private TrainedProjection project(
            LoraParameters lora, Block block, Projection projection, Tensor x, Dropout dropout) {
        return TrainedProjection.of(lora, layer, projection, block.trainedBeside(projection), x, dropout);
    }

    private Tensor gate(Tensor both) {
        return both.narrow(1, 0, width);
    }

    private Tensor up(Tensor both) {
        return both.narrow(1, width, width);
    }
}
