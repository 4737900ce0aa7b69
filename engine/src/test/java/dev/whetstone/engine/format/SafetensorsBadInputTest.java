package dev.whetstone.engine.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Every file that the reference implementation refuses is refused, and the message says where and what. */
class SafetensorsBadInputTest {

    private static final String GOOD = "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}";

    @TempDir
    Path directory;

    static Stream<Arguments> headers() {
        return Stream.of(
                Arguments.of("not an object", "[]", 0, "'{'"),
                Arguments.of("leading space", " {}", 0, "'{'"),
                Arguments.of("cut short", "{'a':{'dtype':'F32'", 8, "header"),
                Arguments.of("nothing", "", 0, "'{'"),
                Arguments.of("something after it", "{}{}", 0, "follows"),
                Arguments.of(
                        "duplicate name",
                        twice("'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}"),
                        8,
                        "Duplicate"),
                Arguments.of("unknown dtype", good().replace("F32", "F4"), 8, "dtype F4"),
                Arguments.of("dtype in lower case", good().replace("F32", "f32"), 8, "dtype f32"),
                Arguments.of("unknown field", good().replace("'dtype'", "'x':1,'dtype'"), 8, "unknown field x"),
                Arguments.of("no offsets", "{'a':{'dtype':'F32','shape':[2]}}", 8, "lacks"),
                Arguments.of("tensor is no object", "{'a':7}", 0, "not an object"),
                Arguments.of("negative dimension", good().replace("[2]", "[-2]"), 8, "-2 is not a size"),
                Arguments.of("float dimension", good().replace("[2]", "[2.0]"), 8, "2.0 is not a size"),
                Arguments.of("dimension beyond 2^63", good().replace("[2]", "[18446744073709551616]"), 8, "not a size"),
                Arguments.of(
                        "product beyond 2^63",
                        good().replace("[2]", "[4294967296,4294967296]"),
                        8,
                        "beyond any memory"),
                Arguments.of(
                        "product wraps to the right size",
                        good().replace("[2]", "[9223372036854775807,4]"),
                        8,
                        "beyond"),
                Arguments.of(
                        "seventeen dimensions", good().replace("[2]", "[2" + ",1".repeat(16) + "]"), 8, "more than 16"),
                Arguments.of("size and shape differ", good().replace("[2]", "[3]"), 8, "takes 12 bytes"),
                Arguments.of("ends before it begins", good().replace("[0,8]", "[8,0]"), 8, "[begin, end]"),
                Arguments.of("one offset", good().replace("[0,8]", "[8]"), 8, "[begin, end]"),
                Arguments.of("beyond the file", good(), 4, "take 8 bytes"),
                Arguments.of("trailing bytes", good(), 9, "holds 9"),
                Arguments.of("not at the beginning", good().replace("[0,8]", "[4,12]"), 12, "hole"),
                Arguments.of("hole", pair("[0,8]", "[12,20]"), 20, "hole"),
                Arguments.of("overlap", pair("[0,8]", "[4,12]"), 12, "overlaps"),
                Arguments.of("the same bytes twice", pair("[0,8]", "[0,8]"), 8, "overlaps"),
                Arguments.of("metadata is no object", "{'__metadata__':1}", 0, "__metadata__"),
                Arguments.of(
                        "metadata value is no string",
                        "{'__metadata__':{'format':1}}",
                        0,
                        "__metadata__ format: is not a string"),
                Arguments.of(
                        "nested too deeply", "{'a':" + "[".repeat(1001) + "]".repeat(1001) + "}", 0, "not an object"),
                Arguments.of("not JSON", "{'a':}", 0, "header"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("headers")
    void aWrongHeaderIsRefused(String what, String header, int dataBytes, String message) {
        Path file = SafetensorsBytes.write(directory, header.replace('\'', '"'), new byte[dataBytes]);
        assertThatThrownBy(() -> Safetensors.open(file))
                .as(what)
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void aFileShorterThanItsLengthFieldIsRefused(int size) {
        assertRefused(SafetensorsBytes.write(directory, new byte[size]), size + " bytes, too few");
    }

    @ParameterizedTest
    @ValueSource(longs = {100_000_001, Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void aHeaderOfAbsurdLengthIsRefused(long length) {
        Path file = SafetensorsBytes.write(directory, length, new byte[] {'{', '}'}, new byte[0]);
        assertRefused(file, Long.toUnsignedString(length) + " bytes, more than the 100000000 allowed");
    }

    @Test
    void aHeaderLongerThanTheFileIsRefused() {
        assertRefused(SafetensorsBytes.write(directory, 3, new byte[] {'{', '}'}, new byte[0]), "the file has 10");
    }

    @Test
    void aHeaderLargerThanTheCallerAllowsIsRefused() {
        Path file = SafetensorsBytes.write(directory, good().replace('\'', '"'), new byte[8]);
        assertThatThrownBy(() -> Safetensors.open(file, 20)).hasMessageContaining("more than the 20 allowed");
    }

    @Test
    void aHeaderThatIsNotUtf8IsRefused() {
        byte[] header = good().replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        header[2] = (byte) 0xC3;
        assertRefused(SafetensorsBytes.write(directory, header.length, header, new byte[8]), "not valid UTF-8");
    }

    @Test
    void aFileThatIsNotThereAndADirectoryAreNamed() {
        assertRefused(directory.resolve("nowhere"), "there is no such file");
        assertRefused(directory, "is a directory");
    }

    @Test
    void scalarsEmptyTensorsAndOddNamesAreFine() {
        String header = "{'s':{'dtype':'F16','shape':[],'data_offsets':[0,2]},"
                + "'e':{'dtype':'F32','shape':[3,0],'data_offsets':[2,2]},"
                + "'../x':{'dtype':'U8','shape':[1],'data_offsets':[2,3]},'__metadata__':{'k':'v'}}   ";
        Path file = SafetensorsBytes.write(directory, header.replace('\'', '"'), new byte[] {0, 60, 9});
        try (Safetensors tensors = Safetensors.open(file)) {
            assertThat(tensors.tensors().keySet()).containsExactly("s", "e", "../x");
            assertThat(tensors.require("s").elements()).isEqualTo(1);
            assertThat(tensors.require("e").elements()).isZero();
            assertThat(tensors.metadata()).containsEntry("k", "v");
            assertThat(tensors.bytes()).isEqualTo(3);
        }
    }

    private void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(message);
    }

    private static String good() {
        return GOOD;
    }

    private static String twice(String field) {
        return "{" + field + "," + field + "}";
    }

    private static String pair(String first, String second) {
        return "{'a':{'dtype':'F32','shape':[2],'data_offsets':" + first
                + "},'b':{'dtype':'F32','shape':[2],'data_offsets':" + second + "}}";
    }
}
