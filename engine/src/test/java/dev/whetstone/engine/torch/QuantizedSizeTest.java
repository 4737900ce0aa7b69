package dev.whetstone.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.ModelInspection;
import dev.whetstone.engine.Precision;
import dev.whetstone.engine.WeightFormat;
import dev.whetstone.engine.family.ModelFamilies;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.parity.TinyLlama;
import dev.whetstone.engine.vector.QuantizedMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

class QuantizedSizeTest {

    private static final LoadOptions SERVING = LoadOptions.serving(Optional.of(Precision.BFLOAT16), 2);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {"grouped heads, tied head", "one key-value head, wide heads, free head, stretched rotation"})
    void whatIsForetoldIsWhatIsAllocated(String variant) {
        Path model = TinyLlama.writeModel(directory.resolve("model"), variant);
        ModelConfig config = ModelFamilies.read(model);
        ModelInspection found = ModelInspection.of(model, LoadOptions.training(Optional.of(Precision.BFLOAT16), 2));
        if (Backend.lackingForInt8(SERVING).isPresent()) {
            assertThat(found.int8WeightBytes()).isEmpty();
            return;
        }
        try (Network network = Network.load(model, config, Backend.choose(SERVING.with(WeightFormat.INT8)))) {
            long quantized = matrices(network.weights())
                    .mapToLong(QuantizedSizeTest::bytes)
                    .sum();
            long elements = matrices(network.weights())
                    .mapToLong(matrix -> (long) matrix.outs() * matrix.ins())
                    .sum();
            long embedding = (long) config.vocabularySize() * config.hiddenSize();
            long inMatrices = config.tiedHead() ? elements - embedding : elements;
            long shapes = matrices(network.weights())
                    .map(matrix -> (long) matrix.outs() << Integer.SIZE | matrix.ins())
                    .distinct()
                    .mapToLong(shape -> (shape >> Integer.SIZE) * (int) (long) shape)
                    .sum();

            assertThat(found.int8WeightBytes())
                    .hasValue(quantized + (found.parameters() - inMatrices + shapes) * Short.BYTES);
        }
    }

    @Test
    void nothingIsForetoldWhereInt8CannotBeServed() {
        Path model = TinyLlama.writeModel(
                directory.resolve("model"), "one key-value head, wide heads, free head, stretched rotation");

        ModelInspection found = ModelInspection.of(model, LoadOptions.of(Precision.FLOAT32));

        assertThat(found.int8WeightBytes()).isEmpty();
        assertThat(found.int8ServingBytes(8, 1024)).isEmpty();
    }

    private static Stream<QuantizedMatrix> matrices(Weights weights) {
        Stream<FrozenMatrix> blocks = weights.blocks().stream()
                .flatMap(block -> Stream.of(Projection.values()).map(block::matrix));
        return Stream.concat(blocks, Stream.of(weights.head()))
                .map(matrix -> ((FrozenMatrix.Quantized) matrix).matrix());
    }

    private static long bytes(QuantizedMatrix matrix) {
        return matrix.memory().byteSize() + (long) matrix.scales().length * Float.BYTES;
    }
}
