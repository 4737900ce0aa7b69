package dev.whetstone.engine.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** GGUF readers elsewhere gave most findings when they were fuzzed: sizes that wrap, lengths that lie, offsets that overlap. */
class GgufBadInputTest {

    @TempDir
    Path directory;

    @Test
    void aFileCutShortAnywhereIsRefused() {
        byte[] whole = good().bytes();
        for (int length = 0; length < whole.length - 16; length++) { // the last 16 bytes are padding
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> open(part)).as("%d bytes", part.length).isInstanceOf(ModelFormatException.class);
        }
    }

    @Test
    void theWholeFileIsRead() {
        Path file = good().writeTo(directory.resolve("good.gguf"));
        try (Gguf gguf = Gguf.open(file)) {
            assertThat(gguf.metadata().requireString("general.architecture")).isEqualTo("llama");
            assertThat(gguf.metadata().requireList("list", Long.class)).containsExactly(1L, 2L);
            assertThat(gguf.tensors().get("a").shape()).containsExactly(2, 2);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, version 0", "1, version 1", "99, version 99", "50331648, big-endian"})
    void otherVersionsAreRefused(int version, String message) {
        assertRefused(good().version(version).bytes(), message);
    }

    @Test
    void anotherKindOfFileIsRefused() {
        assertRefused(
                "PK\3\4 is a ZIP file, not a model".getBytes(StandardCharsets.US_ASCII), "does not begin with GGUF");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, -1, 1_000_000})
    void countsBeyondTheFileAreRefused(long count) {
        assertRefused(header(count, 0).toByteArray(), Long.toUnsignedString(count) + " tensors cannot be");
        assertRefused(header(0, count).toByteArray(), Long.toUnsignedString(count) + " metadata pairs cannot be");
        assertRefused(header(0, 1).u64(count).bytes(new byte[40]).toByteArray(), "bytes of a metadata key cannot be");
        assertRefused(
                header(0, 1)
                        .string("k")
                        .u32(9)
                        .u32(4)
                        .u64(count)
                        .bytes(new byte[40])
                        .toByteArray(),
                "elements of k cannot be");
    }

    @Test
    void arraysOfArraysAreRefused() {
        GgufBytes.Out out = header(0, 1).string("k");
        for (int i = 0; i < 10_000; i++) {
            out.u32(9).u32(9).u64(1);
        }
        assertRefused(out.toByteArray(), "array of arrays");
    }

    @Test
    void unknownMetadataTypesAreRefused() {
        assertRefused(
                header(0, 1).string("k").u32(13).bytes(new byte[9]).toByteArray(),
                "metadata k has the unknown type 13");
        assertRefused(header(0, 1).string("k").u32(-1).bytes(new byte[9]).toByteArray(), "unknown type 4294967295");
        assertRefused(
                header(0, 1)
                        .string("k")
                        .u32(7)
                        .bytes(new byte[] {2, 0, 0, 0, 0})
                        .toByteArray(),
                "true or false");
    }

    @Test
    void duplicateKeysAndTensorsAreRefused() {
        byte[] keys =
                header(0, 2).string("k").u32(4).u32(1).string("k").u32(4).u32(2).toByteArray();
        assertRefused(keys, "metadata key k is there twice");
        assertRefused(good().floats("a", new float[4], 2, 2).bytes(), "tensor a: is there twice");
    }

    @Test
    void keysThatAreNotUtf8AreRefused() {
        byte[] bytes = header(0, 1)
                .u64(2)
                .bytes(new byte[] {(byte) 0xC3, 'x'})
                .bytes(new byte[20])
                .toByteArray();
        assertRefused(bytes, "not valid UTF-8");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 3, 1L << 31, -1})
    void alignmentsThatAreNoSmallPowerOfTwoAreRefused(long alignment) {
        assertRefused(good().put("general.alignment", alignment).bytes(), "general.alignment");
    }

    @Test
    void dimensionsThatCannotBeAreRefused() {
        assertRefused(tensor(0, 0, 4, 0), "dimension of 0");
        assertRefused(tensor(0, 0, Long.MIN_VALUE), "dimension of 9223372036854775808");
        assertRefused(tensor(0, 0, (1L << 62) - 1), "dimension of 4611686018427387903");
        assertRefused(tensor(0, 0, 1L << 30, 1L << 30, 1L << 30), "beyond any memory");
        assertRefused(tensor(8, 0, 1L << 30, 1L << 30, 4), "beyond any memory");
        assertRefused(tensor(0, 0, 1, 1, 1, 1, 1), "has 5 dimensions");
        assertRefused(tensor(0, 0), "has 0 dimensions");
        assertRefused(tensor(8, 0, 33), "no multiple of the 32 in a block of Q8_0");
        assertRefused(tensor(0, 0, 1 << 20), "ends at byte");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 255, -1})
    void unknownTensorTypesAreRefused(int type) {
        assertRefused(tensor(type, 0, 32), "tensor t: has the unknown type " + Integer.toUnsignedString(type));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 32, -32, Long.MAX_VALUE})
    void offsetsThatOverlapOrLeaveHolesAreRefused(long offset) {
        assertRefused(tensor(0, offset, 8), "expected 0: it overlaps another or leaves a hole");
    }

    @Test
    void tensorNamesLongerThanGgmlAllowsAreRefused() {
        assertRefused(good().floats("n".repeat(64), new float[1], 1).bytes(), "longer than 63");
    }

    @Test
    void metadataOfAnotherTypeIsNamed() {
        try (Gguf gguf = Gguf.open(good().writeTo(directory.resolve("good.gguf")))) {
            assertThatThrownBy(() -> gguf.metadata().requireString("list"))
                    .hasMessageContaining("metadata list")
                    .hasMessageContaining("expected a String");
            assertThatThrownBy(() -> gguf.metadata().requireString("nope")).hasMessageContaining("is missing");
        }
    }

    private static GgufBytes good() {
        return new GgufBytes()
                .put("general.architecture", "llama")
                .put("list", List.of(1, 2))
                .floats("a", new float[] {1, 2, 3, 4}, 2, 2);
    }

    private static GgufBytes.Out header(long tensors, long pairs) {
        return new GgufBytes.Out()
                .bytes("GGUF".getBytes(StandardCharsets.US_ASCII))
                .u32(3)
                .u64(tensors)
                .u64(pairs);
    }

    private static byte[] tensor(int type, long offset, long... dimensions) {
        GgufBytes.Out out = header(1, 0).string("t").u32(dimensions.length);
        Arrays.stream(dimensions).forEach(out::u64);
        return out.u32(type).u64(offset).pad().bytes(new byte[64]).toByteArray();
    }

    private void assertRefused(byte[] bytes, String message) {
        assertThatThrownBy(() -> open(bytes))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("bad.gguf")
                .hasMessageContaining(message);
    }

    private void open(byte[] bytes) {
        Gguf.open(GgufBytes.write(directory.resolve("bad.gguf"), bytes)).close();
    }
}
