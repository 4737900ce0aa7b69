package dev.whetstone.engine.torch;

import dev.whetstone.engine.format.ModelConfig;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.nio.file.Path;

/** The network of Llama models (Touvron et al. 2023) for inference, over a key-value cache and with adapters beside it. */
public final class Llama implements AutoCloseable {

    private final ModelConfig config;
    private final Backend backend;
    private final Weights weights;

    private Llama(ModelConfig config, Backend backend, Weights weights) {
        this.config = config;
        this.backend = backend;
        this.weights = weights;
    }

    public static Llama load(Path directory, ModelConfig config, Backend backend) {
        return new Llama(config, backend, Weights.load(directory, config, backend));
    }

    public ModelConfig config() {
        return config;
    }

    public Backend backend() {
        return backend;
    }

    public Weights weights() {
        return weights;
    }

    /**
     * Runs the step's tokens through the network and adds their keys and values to the session's cache. To be called in a pointer scope.
     *
     * @return hidden states of the wanted tokens after the last norm (W, H), in the order of {@link Step#wanted()}
     */
    public Tensor forward(Step step, Session session) {
        KvCache cache = session.cache();
        StepTensors tensors = new StepTensors(step, cache, config, backend);
        Attention attention = session.attention(step);
        LoraSide lora = session.bank().side(step, backend);
        Tensor x = torch.embedding(weights.embedding(), tensors.tokens()); // (T, H)
        for (int layer = 0; layer < config.layers(); layer++) {
            try (var _ = new PointerScope()) {
                block(layer, x, tensors, cache, attention, lora);
            }
        }
        return norm(x.index_select(0, tensors.wanted()), weights.norm()); // (W, H)
    }

    /** {@code x += o(attention(qkv(norm(x)))); x += down(silu(gate)·up)} with gate and up of norm(x), in place. */
    private void block(int layer, Tensor x, StepTensors tensors, KvCache cache, Attention attention, LoraSide lora) {
        Block block = weights.blocks().get(layer);
        Tensor normed = norm(x, block.attentionNorm());
        Tensor qkv = project(block, layer, Projection.QKV, normed, lora); // (T, (NH+2·KV)·D)
        Tensor attended = attend(layer, qkv, tensors, cache, attention); // (T, NH·D)
        x.add_(project(block, layer, Projection.OUTPUT, attended, lora));
        x.add_(feedForward(block, layer, norm(x, block.feedForwardNorm()), lora));
    }

    /** Logits of hidden states, (W, H) to (W, V), in float32. */
    public Tensor logits(Tensor hidden) {
        return torch.linear(hidden, weights.head()).to(torch.ScalarType.Float);
    }

    @Override
    public void close() {
        weights.close();
    }

    private Tensor attend(int layer, Tensor qkv, StepTensors tensors, KvCache cache, Attention attention) {
        long t = tensors.count();
        long heads = config.heads();
        long kv = config.keyValueHeads();
        long d = config.headDimension();
        Tensor turned =
                tensors.rotation().turn(qkv.narrow(1, 0, (heads + kv) * d).view(t, heads + kv, d));
        Tensor keys = turned.narrow(1, heads, kv).reshape(t * kv, d);
        Tensor values = qkv.narrow(1, (heads + kv) * d, kv * d).reshape(t * kv, d);
        cache.write(layer, tensors.cacheRows(), keys, values);
        return attention.apply(layer, turned.narrow(1, 0, heads));
    }

    /** SwiGLU (Shazeer 2020): {@code down(silu(gate)·up)}. */
    private Tensor feedForward(Block block, int layer, Tensor normed, LoraSide lora) {
        long width = config.intermediateSize();
        Tensor both = project(block, layer, Projection.GATE_UP, normed, lora); // (T, 2·I)
        Tensor product = torch.silu(both.narrow(1, 0, width)).mul_(both.narrow(1, width, width)); // (T, I)
        return project(block, layer, Projection.DOWN, product, lora); // (T, H)
    }

    private static Tensor project(Block block, int layer, Projection projection, Tensor x, LoraSide lora) {
        Tensor y = block.matrix(projection).apply(x);
        lora.add(layer, projection, x, y);
        return y;
    }

    private Tensor norm(Tensor x, Block.Norm norm) {
        return torch.rms_norm(x, new long[] {config.hiddenSize()}, norm.optional(), weights.epsilon());
    }
}
