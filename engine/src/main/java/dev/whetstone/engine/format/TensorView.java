package dev.whetstone.engine.format;

import java.lang.foreign.MemorySegment;

/**
 * A tensor in a mapped file: no byte of it is on the heap. Row-major, outermost dimension first, little-endian.
 * Valid until the {@link Safetensors} it came from is closed.
 */
public record TensorView(String name, Dtype dtype, long[] shape, MemorySegment data) {

    public TensorView {
        shape = shape.clone();
        long expected = Math.multiplyExact(Shapes.elements(shape), dtype.bytes());
        if (data.byteSize() != expected) {
            throw new IllegalArgumentException("tensor " + name + ": " + data.byteSize() + " bytes, but " + dtype + " "
                    + Shapes.text(shape) + " takes " + expected);
        }
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    public long elements() {
        return Shapes.elements(shape);
    }

    @Override
    public String toString() {
        return name + " " + dtype + " " + Shapes.text(shape);
    }
}
