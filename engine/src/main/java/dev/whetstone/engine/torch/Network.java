package dev.whetstone.engine.torch;

import dev.whetstone.engine.format.ModelConfig;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

import java.nio.file.Path;
import java.util.Optional;

/** A decoder-only transformer for inference, over a key-value cache and with adapters beside it. */
public final class Network implements AutoCloseable {

    private final ModelConfig config;
    private final Backend backend;
    private final SharedWeights shared;
    private final Weights weights;

    private Network(ModelConfig config, Backend backend, SharedWeights shared) {
        this.config = config;
        this.backend = backend;
        this.shared = shared;
        this.weights = shared.weights();
    }

    /** A copy of the weights that is in this process's memory already is used again. */
    public static Network load(Path directory, ModelConfig config, Backend backend) {
        return new Network(config, backend, SharedWeights.of(directory, config, backend));
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

    /** Names the weights as this process computes with them; files are taken to be unchanged while their size and time are. */
    public String digest() {
        return shared.digest();
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
        Tensor x = weights.embed(tensors.tokens()); // (T, H)
        for (int layer = 0; layer < config.layers(); layer++) {
            try (var _ = new PointerScope()) {
                block(layer, x, tensors, cache, attention, lora);
            }
        }
        return weights.norm().apply(x.index_select(0, tensors.wanted())); // (W, H)
    }

    /**
     * {@code x += n(o(attention(qkv(norm(x))))); x += n(down(act(gate)·up))} with gate and up of norm(x), in place; n is a norm where the
     * family has one, else nothing.
     */
    private void block(int layer, Tensor x, StepTensors tensors, KvCache cache, Attention attention, LoraSide lora) {
        Block block = weights.blocks().get(layer);
        Tensor normed = block.attentionNorm().apply(x);
        Tensor qkv = project(block, layer, Projection.QKV, normed, lora); // (T, (NH+2·KV)·D)
        Tensor attended = attend(block, layer, qkv, tensors, cache, attention); // (T, NH·D)
        add(x, project(block, layer, Projection.OUTPUT, attended, lora), block.afterAttention());
        add(x, feedForward(block, layer, block.feedForwardNorm().apply(x), lora), block.afterFeedForward());
    }

    private static void add(Tensor x, Tensor more, Optional<Norm> norm) {
        x.add_(norm.map(present -> present.apply(more)).orElse(more));
    }

    /**
     * Runs a step as {@link #forward} does, and gives the logits of its wanted tokens: (W, V), in float32, in the order of {@link Step#wanted()}.
     * To be called in a pointer scope.
     */
    public Tensor next(Step step, Session session) {
        return session.decoder(step)
                .map(decoder -> decoder.logits(step, session.cache()))
                .orElseGet(() -> logits(forward(step, session)));
    }

    /** Logits of hidden states, (W, H) to (W, V), in float32. */
    public Tensor logits(Tensor hidden) {
        return weights.head().apply(hidden).to(torch.ScalarType.Float);
    }

    @Override
    public void close() {
        shared.close();
    }

    private Tensor attend(Block block, int layer, Tensor qkv, StepTensors tensors, KvCache cache, Attention attention) {
        long t = tensors.count();
        long heads = config.heads();
        long kv = config.keyValueHeads();
        long d = config.headDimension();
        Tensor both = normed(block, qkv.narrow(1, 0, (heads + kv) * d).view(t, heads + kv, d));
        Tensor turned = tensors.rotations()
                .of(layer)
                .map(rotation -> rotation.turn(both))
                .orElse(both);
        Tensor keys = turned.narrow(1, heads, kv).reshape(t * kv, d);
        Tensor values = qkv.narrow(1, (heads + kv) * d, kv * d).reshape(t * kv, d);
        cache.write(layer, tensors.cacheRows(), keys, values);
        return attention.apply(layer, turned.narrow(1, 0, heads), keys.view(t, kv, d), values.view(t, kv, d));
    }

    /** @param both queries and keys (T, NH + KV, D) */
    private Tensor normed(Block block, Tensor both) {
        if (block.heads().isEmpty()) {
            return both;
        }
        Block.HeadNorms norms = block.heads().get();
        Tensor queries = both.narrow(1, 0, config.heads());
        Tensor keys = both.narrow(1, config.heads(), config.keyValueHeads());
        return torch.cat(
                new TensorVector(norms.query().apply(queries), norms.key().apply(keys)), 1);
    }

    /** {@code down(act(gate)·up)}. */
    private Tensor feedForward(Block block, int layer, Tensor normed, LoraSide lora) {
        long width = config.intermediateSize();
        Tensor both = project(block, layer, Projection.GATE_UP, normed, lora); // (T, 2·I)
        Tensor product = Gates.activated(config.style().activation(), both.narrow(1, 0, width))
                .mul_(both.narrow(1, width, width)); // (T, I)
        return project(block, layer, Projection.DOWN, product, lora); // (T, H)
    }

    private static Tensor project(Block block, int layer, Projection projection, Tensor x, LoraSide lora) {
        Tensor y = block.matrix(projection).apply(x);
        block.bias(projection).ifPresent(y::add_);
        lora.add(layer, projection, x, y);
        return y;
    }
}
