package dev.whetstone.engine.torch;

import dev.whetstone.engine.vector.BfloatPairs;
import dev.whetstone.engine.vector.QuantizedMatrix;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Multiplies many rows by int8 matrices: one is widened to bfloat16 at a time, into memory that all of the same shape share, and the library
 * does the rest. A prompt pays some milliseconds for it.
 */
final class WidenedMatrices implements AutoCloseable {

    private final Kept kept = new Kept();
    private final Backend backend;
    private final Map<Shape, FrozenMatrix.Reordered> shared = new HashMap<>();

    private record Shape(int outs, int ins) {}

    WidenedMatrices(Backend backend) {
        this.backend = backend;
    }

    /** {@code x·Wᵀ}, (T, in) to (T, out). */
    synchronized Tensor multiply(Tensor x, QuantizedMatrix matrix) {
        Optional<FrozenMatrix.Reordered> known =
                Optional.ofNullable(shared.get(new Shape(matrix.outs(), matrix.ins())));
        if (known.flatMap(FrozenMatrix.Reordered::blocks).isPresent()) {
            matrix.widenInto(known.get().blocks().get());
            return known.get().apply(x);
        }
        return Scoped.only(() -> {
            Tensor plain = plain(matrix);
            if (known.isEmpty()) {
                shared.put(new Shape(matrix.outs(), matrix.ins()), FrozenMatrix.Reordered.of(plain, kept));
            }
            return torch.linear(x, plain); // for ever, where the library's order is not known
        });
    }

    @Override
    public void close() {
        kept.close();
    }

    /** (out, in) */
    private Tensor plain(QuantizedMatrix matrix) {
        Tensor plain = torch.empty(new long[] {matrix.outs(), matrix.ins()}, backend.activations(), Native.NO_FORMAT);
        MemorySegment memory = NativeData.span(plain);
        float[] row = new float[matrix.ins()];
        for (int out = 0; out < matrix.outs(); out++) {
            matrix.row(out, row);
            BfloatPairs.narrow(row, 0, row.length, memory, (long) out * row.length * Short.BYTES);
        }
        return plain;
    }
}
