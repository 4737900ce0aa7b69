package dev.whetstone.engine.train;

import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.torch.Backend;
import dev.whetstone.engine.torch.Block;
import dev.whetstone.engine.torch.BlockProduct;
import dev.whetstone.engine.torch.BlockSums;
import dev.whetstone.engine.torch.Native;
import dev.whetstone.engine.torch.NativeData;
import dev.whetstone.engine.torch.Network;
import dev.whetstone.engine.torch.Norm;
import dev.whetstone.engine.torch.Projection;
import dev.whetstone.engine.torch.Sharing;
import dev.whetstone.engine.vector.Gating;
import dev.whetstone.engine.vector.NormRow;
import dev.whetstone.engine.vector.SplitBlocks;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.MemorySegment;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * In bfloat16 by vector instructions: each of these reads and writes its rows once, where operators go over them for every sign of the formula.
 * {@link OperatorMath} is the reference that a test holds it to.
 */
final class VectorMath implements PassMath {

    private final ModelConfig config;
    private final Backend backend;
    private final Gating gating;
    private final BlockProduct product;
    private final Sharing sharing = new Sharing();
    private final BlockedProducts products;
    private final BlockedLoss loss;
    private final Map<Norm, NormRow> norms = new IdentityHashMap<>();

    private VectorMath(Network network, BlockProduct product, boolean orders) {
        this.config = network.config();
        this.backend = network.backend();
        this.gating = Gating.of(config.style().activation());
        this.product = product;
        this.products = new BlockedProducts(new BlockSums(product, sharing), config, network.weights(), orders);
        this.loss = new BlockedLoss(product, sharing, network.weights().trainedHead());
    }

    static VectorMath of(Network network, BlockProduct product, boolean orders) {
        VectorMath math = new VectorMath(network, product, orders);
        for (Block block : network.weights().blocks()) {
            math.read(block.attentionNorm());
            math.read(block.feedForwardNorm());
        }
        return math;
    }

    /** Compiled before the first step pays for it: uncompiled, vectors are a thousand times slower. */
    static VectorMath ready(Network network, BlockProduct product, boolean orders) {
        VectorMath math = of(network, product, orders);
        math.warmUp(network.weights().blocks().getFirst(), 40, 150);
        math.warmUp(network.weights().blocks().getFirst(), 300, 15); // takes branches that a short row does not
        math.warmUpLoss();
        return math;
    }

    private void warmUp(Block block, int tokens, int rounds) {
        PackedRows rows = new PackedRows(List.of(new TrainingRow(new int[tokens + 1], 1)));
        try (var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            Tensor gradient = torch.zeros(new long[] {tokens, config.hiddenSize()}, backend.floats());
            Tensor both = zeros(tokens, 2L * config.intermediateSize());
            Tensor product = zeros(tokens, config.intermediateSize());
            Tensor x = zeros(tokens, config.hiddenSize());
            Tensor heads = zeros(tokens, Projection.QKV.out(config));
            for (int i = 0; i < rounds; i++) {
                try (var _ = new PointerScope()) {
                    norm(x, block.attentionNorm()).backward(x, gradient);
                    gate(both).product();
                    gate(both).backward(product);
                    PassAttention.Attended attended = attention(rows).apply(0, heads, block.heads());
                    attended.backward(attended.y());
                    multiply(block, x);
                }
            }
        }
    }

    private void warmUpLoss() {
        try (var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            Tensor hidden = zeros(16, config.hiddenSize());
            loss.logProbabilitiesAndGradient(hidden, new long[16], torch.empty_like(hidden));
        }
    }

    private void multiply(Block block, Tensor x) {
        Tensor weight = block.trainedBeside(Projection.OUTPUT); // the smallest
        Tensor factor = torch.zeros(new long[] {SplitBlocks.DEPTH, weight.size(0)}, x.options());
        Tensor rows = products.narrowed(x, factor);
        products.backward(x, weight, Optional.empty());
        products.forward(
                zeros(x.size(0), weight.size(1)), weight, Optional.of(new WeightProducts.Addend(rows, factor)));
    }

    private Tensor zeros(long rows, long width) {
        return torch.zeros(new long[] {rows, width}, backend.activations());
    }

    private void read(Norm norm) {
        norms.put(norm, NormRow.of(NativeData.toFloats(norm.weight()), config.rmsNormEpsilon()));
    }

    @Override
    public Normed norm(Tensor x, Norm norm) {
        NormRow row = norms.get(norm);
        int rows = (int) x.size(0);
        long bytes = x.size(1) * Short.BYTES;
        Tensor y = torch.empty_like(x);
        float[] inverses = new float[rows];
        MemorySegment from = NativeData.span(x);
        MemorySegment to = NativeData.span(y);
        for (int i = 0; i < rows; i++) {
            inverses[i] = row.forward(from, i * bytes, to, i * bytes);
        }
        return new VectorNormed(row, x, inverses, y);
    }

    /** @param inverses (T) */
    private record VectorNormed(NormRow row, Tensor x, float[] inverses, Tensor y) implements Normed {

        @Override
        public void backward(Tensor dy, Tensor gradient) {
            long width = x.size(1);
            MemorySegment gradients = NativeData.span(dy);
            MemorySegment values = NativeData.span(x);
            MemorySegment sum = NativeData.span(gradient);
            for (int i = 0; i < inverses.length; i++) {
                long at = i * width * Short.BYTES;
                row.backward(gradients, at, values, at, inverses[i], sum, i * width * Float.BYTES);
            }
        }
    }

    @Override
    public Gated gate(Tensor both) {
        return new VectorGated(gating, both);
    }

    private record VectorGated(Gating gating, Tensor both) implements Gated {

        @Override
        public Tensor product() {
            int width = (int) both.size(1) / 2;
            Tensor product = torch.empty(new long[] {both.size(0), width}, both.options(), Native.NO_FORMAT);
            MemorySegment from = NativeData.span(both);
            MemorySegment to = NativeData.span(product);
            float[] room = new float[2 * width];
            for (int i = 0; i < both.size(0); i++) {
                gating.apply(from, 2L * i * width * Short.BYTES, width, to, (long) i * width * Short.BYTES, room);
            }
            return product;
        }

        @Override
        public Tensor backward(Tensor dProduct) {
            int width = (int) both.size(1) / 2;
            Tensor gradient = torch.empty_like(both);
            MemorySegment from = NativeData.span(dProduct);
            MemorySegment values = NativeData.span(both);
            MemorySegment to = NativeData.span(gradient);
            float[] room = new float[4 * width];
            for (int i = 0; i < both.size(0); i++) {
                gating.backward(
                        from, (long) i * width * Short.BYTES, values, 2L * i * width * Short.BYTES, width, to, room);
            }
            return gradient;
        }
    }

    @Override
    public PassAttention attention(PackedRows rows) {
        return new VectorAttention(config, backend, product, sharing, rows);
    }

    @Override
    public WeightProducts products() {
        return products;
    }

    @Override
    public CompletionLoss loss() {
        return loss;
    }

    @Override
    public void close() {
        products.close();
        sharing.close();
    }
}
