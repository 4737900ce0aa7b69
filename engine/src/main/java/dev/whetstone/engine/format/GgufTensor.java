package dev.whetstone.engine.format;

import java.lang.foreign.MemorySegment;

/**
 * A tensor of a GGUF file, mapped. The shape is turned round to outermost first, as PyTorch has it: GGUF lists the innermost
 * dimension first, the bytes are the same.
 */
record GgufTensor(String name, GgmlType type, long[] shape, MemorySegment data) {

    /** Elements of the innermost dimension. */
    int columns() {
        return Math.toIntExact(shape[shape.length - 1]);
    }

    /** Everything but the innermost dimension. */
    int rows() {
        return Math.toIntExact(Shapes.elements(shape) / columns());
    }

    private int rowBytes() {
        return Math.toIntExact((long) columns() / type.elements() * type.bytes());
    }

    /** One row with its quantisation undone. */
    void readRow(int row, float[] values) {
        byte[] blocks = new byte[rowBytes()];
        MemorySegment.copy(data, (long) row * blocks.length, MemorySegment.ofArray(blocks), 0, blocks.length);
        type.decode(blocks, values, columns());
    }
}
