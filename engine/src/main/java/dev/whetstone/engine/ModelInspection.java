package dev.whetstone.engine;

import dev.whetstone.engine.family.ModelFamilies;
import dev.whetstone.engine.format.Dtype;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.ModelFormatException;
import dev.whetstone.engine.format.Safetensors;
import dev.whetstone.engine.format.TensorView;
import dev.whetstone.engine.torch.Backend;
import dev.whetstone.engine.torch.QuantizedSize;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a model is and what it would take, before it is loaded: only the headers of its files are read.
 *
 * @param parameters elements of all its tensors
 * @param fileBytes by the number format they are stored in
 * @param precision of frozen weights and activations here
 * @param computing device and number formats, in words
 * @param weightBytes in memory, once for each process
 * @param int8WeightBytes in memory when its matrices are kept in int8 to serve it; empty where this machine, or this precision, does not allow it
 * @param cache keys and values
 */
public record ModelInspection(
        ModelConfig config,
        long parameters,
        Map<Dtype, Long> fileBytes,
        Precision precision,
        String computing,
        long weightBytes,
        OptionalLong int8WeightBytes,
        KeyValueMemory cache) {

    public ModelInspection {
        fileBytes = new EnumMap<>(fileBytes);
    }

    /** @throws ModelException naming the file and what is wrong with it or not supported */
    public static ModelInspection of(Path directory, LoadOptions options) {
        try (Safetensors tensors = Safetensors.openModel(directory)) {
            ModelConfig config = ModelFamilies.read(directory);
            Backend backend = Backend.choose(options);
            Map<Dtype, Long> bytes = new EnumMap<>(Dtype.class);
            long parameters = 0;
            for (TensorView tensor : tensors.tensors().values()) {
                parameters += tensor.elements();
                bytes.merge(tensor.dtype(), tensor.data().byteSize(), Long::sum);
            }
            return new ModelInspection(
                    config,
                    parameters,
                    bytes,
                    backend.precision(),
                    backend.description(),
                    parameters * backend.precision().bytes(),
                    readsInt8(options) ? OptionalLong.of(QuantizedSize.of(config, parameters)) : OptionalLong.empty(),
                    KeyValueMemory.of(config, backend.precision()));
        } catch (ModelFormatException e) {
            throw new ModelException(e.getMessage(), e);
        }
    }

    private static boolean readsInt8(LoadOptions options) {
        return Backend.lackingForInt8(LoadOptions.serving(options.precision(), options.threads()))
                .isEmpty();
    }

    /** Keys and values of one position of one sequence. */
    public long cacheBytesPerToken() {
        return cache.bytesPerToken();
    }

    /**
     * Weights, and a cache that holds so many sequences of this length at once, in bytes. In bfloat16 an embedding that is the output matrix too is kept in
     * two orders of memory, one to look up in and one to multiply by.
     */
    public long servingBytes(int sequences, int tokens) {
        boolean twice = config.tiedHead() && precision == Precision.BFLOAT16;
        long again = twice ? (long) config.vocabularySize() * config.hiddenSize() * precision.bytes() : 0;
        return weightBytes + again + cache.bytes(sequences, tokens);
    }

    /** The same when the matrices are kept in int8; empty where that is not possible. */
    public OptionalLong int8ServingBytes(int sequences, int tokens) {
        return int8WeightBytes.isPresent()
                ? OptionalLong.of(int8WeightBytes.getAsLong() + cache.bytes(sequences, tokens))
                : OptionalLong.empty();
    }
}
