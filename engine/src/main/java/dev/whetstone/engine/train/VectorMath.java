package dev.whetstone.engine.train;

import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.torch.Backend;
import dev.whetstone.engine.torch.Block;
import dev.whetstone.engine.torch.Native;
import dev.whetstone.engine.torch.NativeData;
import dev.whetstone.engine.torch.Network;
import dev.whetstone.engine.torch.Norm;
import dev.whetstone.engine.torch.Projection;
import dev.whetstone.engine.vector.Gating;
import dev.whetstone.engine.vector.NormRow;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.MemorySegment;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * In bfloat16 by vector instructions: each of these reads and writes its rows once, where operators go over them for every sign of the formula.
 * {@link OperatorMath} is the reference that a test holds it to.
 */
final class VectorMath implements PassMath {

    private static final int WARM_UP_TOKENS = 40;
    private static final int WARM_UP_ROUNDS = 150;

    private final ModelConfig config;
    private final Backend backend;
    private final Gating gating;
    private final Map<Norm, NormRow> norms = new IdentityHashMap<>();

    private VectorMath(ModelConfig config, Backend backend) {
        this.config = config;
        this.backend = backend;
        this.gating = Gating.of(config.style().activation());
    }

    static VectorMath of(Network network) {
        VectorMath math = new VectorMath(network.config(), network.backend());
        for (Block block : network.weights().blocks()) {
            math.read(block.attentionNorm());
            math.read(block.feedForwardNorm());
        }
        return math;
    }

    /** Compiled before the first step pays for it: uncompiled, vectors are a thousand times slower. */
    static VectorMath ready(Network network) {
        VectorMath math = of(network);
        math.warmUp(network.weights().blocks().getFirst());
        return math;
    }

    private void warmUp(Block block) {
        PackedRows rows = new PackedRows(List.of(new TrainingRow(new int[WARM_UP_TOKENS + 1], 1)));
        long qkv = Projection.QKV.out(config);
        try (var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            Tensor gradient = torch.zeros(new long[] {WARM_UP_TOKENS, config.hiddenSize()}, backend.floats());
            Tensor both = zeros(2L * config.intermediateSize());
            Tensor product = zeros(config.intermediateSize());
            Tensor x = zeros(config.hiddenSize());
            Tensor heads = zeros(qkv);
            for (int i = 0; i < WARM_UP_ROUNDS; i++) {
                try (var _ = new PointerScope()) {
                    norm(x, block.attentionNorm()).backward(x, gradient);
                    gate(both).product();
                    gate(both).backward(product);
                    PassAttention.Attended attended = attention(rows).apply(0, heads, block.heads());
                    attended.backward(attended.y());
                }
            }
        }
    }

    private Tensor zeros(long width) {
        return torch.zeros(new long[] {WARM_UP_TOKENS, width}, backend.activations());
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
        return new VectorAttention(config, backend, rows);
    }
}
