package dev.whetstone.engine;

import dev.whetstone.engine.format.NewTensor;
import dev.whetstone.engine.format.Safetensors;
import dev.whetstone.engine.format.SafetensorsWriter;
import dev.whetstone.engine.format.TensorView;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts another number into the weights of a file. */
public final class NewWeights {

    private NewWeights() {}

    /** In the place of the third element of a float32 tensor. */
    public static void rewrite(Path file, String name, float value) {
        List<NewTensor> tensors = new ArrayList<>();
        try (Safetensors source = Safetensors.open(file)) {
            source.require(name);
            for (TensorView tensor : source.tensors().values()) {
                MemorySegment copy = MemorySegment.ofArray(tensor.data().toArray(ValueLayout.JAVA_BYTE));
                if (tensor.name().equals(name)) {
                    copy.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 2L * Float.BYTES, value);
                }
                tensors.add(new NewTensor(tensor.name(), tensor.dtype(), tensor.shape(), () -> copy));
            }
        }
        SafetensorsWriter.write(file, tensors, Map.of("format", "pt"));
    }
}
