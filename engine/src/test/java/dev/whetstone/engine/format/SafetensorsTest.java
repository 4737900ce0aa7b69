package dev.whetstone.engine.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class SafetensorsTest {

    @TempDir
    Path directory;

    @Test
    void whatIsWrittenIsReadBack() {
        Path file = directory.resolve("x.safetensors");
        SafetensorsWriter.write(file, List.of(floats("a", 1, 2, 3), floats("b", -1)), Map.of("format", "pt"));
        try (Safetensors tensors = Safetensors.open(file)) {
            TensorView a = tensors.require("a");
            assertThat(a.dtype()).isEqualTo(Dtype.F32);
            assertThat(a.shape()).containsExactly(3);
            assertThat(a.data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED)).containsExactly(1, 2, 3);
            assertThat(tensors.metadata()).containsExactly(Map.entry("format", "pt"));
            assertThat(tensors.find("c")).isEmpty();
            assertThatThrownBy(() -> tensors.require("c")).hasMessageContaining("tensor c: is not there");
        }
        assertThat(directory).isDirectoryNotContaining("glob:**.partial");
    }

    @Test
    void theLayoutIsTheOneOthersWrite() throws IOException {
        Path file = directory.resolve("x.safetensors");
        SafetensorsWriter.write(file, List.of(floats("a", 1)), Map.of());
        String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
        byte[] bytes = Files.readAllBytes(file);
        assertThat(bytes[0]).isEqualTo((byte) 56);
        assertThat(new String(bytes, 8, 56, StandardCharsets.UTF_8))
                .isEqualTo(header + " ".repeat(56 - header.length()));
        assertThat(bytes).hasSize(8 + 56 + 4).endsWith(0, 0, 0x80, 0x3F);
    }

    @Test
    void aFailedWriteLeavesNothingBehind() {
        Path file = directory.resolve("x.safetensors");
        NewTensor broken = new NewTensor("b", Dtype.F32, new long[] {4}, () -> MemorySegment.ofArray(new byte[4]));
        assertThatThrownBy(() -> SafetensorsWriter.write(file, List.of(floats("a", 1), broken), Map.of()))
                .hasMessageContaining("tensor b has 4 bytes, expected 16");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void shardsAreOneModel() throws IOException {
        shard("model-1.safetensors", "a");
        shard("model-2.safetensors", "b");
        index("{\"a\":\"model-1.safetensors\",\"b\":\"model-2.safetensors\"}");
        try (Safetensors model = Safetensors.openModel(directory)) {
            assertThat(model.tensors().keySet()).containsExactlyInAnyOrder("a", "b");
            assertThat(model.bytes()).isEqualTo(8);
        }
    }

    @Test
    void shardsOfAnotherDownloadAreRefused() throws IOException {
        shard("model-1.safetensors", "a", "c");
        shard("model-2.safetensors", "b");
        index("{\"a\":\"model-1.safetensors\",\"b\":\"model-2.safetensors\"}");
        assertThatThrownBy(() -> Safetensors.openModel(directory))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("tensor c: the shard holds it, the index does not name it there");
        index("{\"a\":\"model-1.safetensors\",\"c\":\"model-1.safetensors\",\"d\":\"model-2.safetensors\"}");
        assertThatThrownBy(() -> Safetensors.openModel(directory))
                .hasMessageContaining("tensor d: the index promises it, the shard lacks it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"../secret.safetensors\"", "\"/etc/passwd\"", "\"a/b.safetensors\"", "\"x.bin\"", "7"})
    void anIndexMayNotLeadElsewhere(String file) throws IOException {
        index("{\"a\":" + file + "}");
        assertThatThrownBy(() -> Safetensors.openModel(directory))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("in the same directory");
    }

    @Test
    void aMissingShardIsNamed() throws IOException {
        index("{\"a\":\"model-1.safetensors\"}");
        assertThatThrownBy(() -> Safetensors.openModel(directory))
                .hasMessageContaining("model-1.safetensors")
                .hasMessageContaining("there is no such file");
    }

    private void shard(String name, String... tensors) {
        SafetensorsWriter.write(
                directory.resolve(name),
                java.util.Arrays.stream(tensors)
                        .map(tensor -> floats(tensor, 1))
                        .toList(),
                Map.of());
    }

    private void index(String weightMap) throws IOException {
        Files.writeString(directory.resolve("model.safetensors.index.json"), "{\"weight_map\":" + weightMap + "}");
    }

    private static NewTensor floats(String name, float... values) {
        byte[] bytes = new byte[values.length * Float.BYTES];
        MemorySegment segment = MemorySegment.ofArray(bytes);
        for (int i = 0; i < values.length; i++) {
            segment.set(ValueLayout.JAVA_FLOAT_UNALIGNED, (long) i * Float.BYTES, values[i]);
        }
        return new NewTensor(name, Dtype.F32, new long[] {values.length}, () -> segment);
    }
}
