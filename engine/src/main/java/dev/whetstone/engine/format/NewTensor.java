package dev.whetstone.engine.format;

import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;

/**
 * A tensor about to be written. The bytes are asked for once, when its turn comes, so that a large model need not be in
 * memory at once.
 */
public record NewTensor(String name, Dtype dtype, long[] shape, Supplier<MemorySegment> data) {

    public NewTensor {
        shape = shape.clone();
    }

    /** Copies a tensor of another file, under its own or another name. */
    public static NewTensor of(String name, TensorView view) {
        return new NewTensor(name, view.dtype(), view.shape(), view::data);
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    /** Bytes it will take in the file. */
    public long bytes() {
        return Math.multiplyExact(Shapes.elements(shape), dtype.bytes());
    }
}
