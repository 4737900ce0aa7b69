package dev.whetstone.engine.torch;

import dev.whetstone.engine.Precision;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.vector.QuantizedMatrix;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What a model takes in memory whose matrices are kept in int8. */
public final class QuantizedSize {

    private QuantizedSize() {}

    private record Shape(int outs, int ins) {

        long elements() {
            return (long) outs * ins;
        }

        long quantized() {
            return QuantizedMatrix.bytes(outs, ins) + QuantizedMatrix.scaleBytes(outs);
        }
    }

    /**
     * Bytes: the matrices in int8; embedding, norms and biases in bfloat16; and of each shape one matrix widened to bfloat16, which prompts and large batches are
     * multiplied by.
     *
     * @param parameters elements of all the model's tensors
     */
    public static long of(ModelConfig config, long parameters) {
        List<Shape> block = Arrays.stream(Projection.values())
                .map(projection -> new Shape(projection.out(config), projection.in(config)))
                .toList();
        Shape head = new Shape(config.vocabularySize(), config.hiddenSize());
        long matrices = sum(block.stream().map(Shape::elements)) * config.layers();
        long others = parameters - matrices - (config.tiedHead() ? 0 : head.elements());
        long quantized = sum(block.stream().map(Shape::quantized)) * config.layers() + head.quantized();
        long widened =
                sum(Stream.concat(block.stream(), Stream.of(head)).distinct().map(Shape::elements));
        return quantized + (others + widened) * Precision.BFLOAT16.bytes();
    }

    private static long sum(Stream<Long> bytes) {
        return bytes.mapToLong(Long::longValue).sum();
    }
}
