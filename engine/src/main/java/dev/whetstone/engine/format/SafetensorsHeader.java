package dev.whetstone.engine.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON header: {@code {name: {dtype, shape, data_offsets: [begin, end]}, "__metadata__": {…}}}. */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {

    private static final String METADATA = "__metadata__";
    private static final int MOST_DIMENSIONS = 16;

    /** Offsets count from the end of the header. */
    record Entry(String name, Dtype dtype, long[] shape, long begin, long end) {

        TensorView view(Path file, MemorySegment data) {
            long expected;
            try {
                expected = Math.multiplyExact(Shapes.elements(shape), dtype.bytes());
            } catch (ArithmeticException e) {
                throw new ModelFormatException(
                        file,
                        "tensor " + name,
                        "shape " + Shapes.text(shape) + " is beyond any memory",
                        "Check where this file comes from",
                        e);
            }
            if (expected != end - begin) {
                throw new ModelFormatException(
                        file,
                        "tensor " + name,
                        dtype + " " + Shapes.text(shape) + " takes " + expected + " bytes, the header gives it "
                                + (end - begin),
                        "Save the file again with a safetensors library");
            }
            return new TensorView(name, dtype, shape, data.asSlice(begin, expected));
        }
    }

    static SafetensorsHeader parse(Path file, MemorySegment bytes) {
        String text = StrictJson.utf8(file, "its header", bytes.asByteBuffer());
        if (text.isEmpty() || text.charAt(0) != '{') {
            throw new ModelFormatException(
                    file, "byte 8", "the header does not begin with '{'", "Check that this is a safetensors file");
        }
        try (JsonParser parser = StrictJson.parser(text)) {
            return new Reader(file, parser).read();
        } catch (JsonProcessingException e) {
            throw new ModelFormatException(
                    file, "its header", StrictJson.problem(e), "Save the file again with a safetensors library", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A hand-written reader, because binding would accept floats for integers and keep the last of two equal names. */
    private record Reader(Path file, JsonParser parser) {

        SafetensorsHeader read() throws IOException {
            List<Entry> entries = new ArrayList<>();
            Map<String, String> metadata = Map.of();
            expect(parser.nextToken() == JsonToken.START_OBJECT, "the header", "is not an object");
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (name.equals(METADATA)) {
                    metadata = metadata();
                } else {
                    entries.add(entry(name));
                }
            }
            expect(parser.nextToken() == null, "the header", "something follows the object");
            return new SafetensorsHeader(entries, metadata);
        }

        private Map<String, String> metadata() throws IOException {
            Map<String, String> metadata = new LinkedHashMap<>();
            expect(parser.nextToken() == JsonToken.START_OBJECT, METADATA, "is not an object");
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                expect(parser.nextToken() == JsonToken.VALUE_STRING, METADATA + " " + key, "is not a string");
                metadata.put(key, parser.getText());
            }
            return metadata;
        }

        private Entry entry(String name) throws IOException {
            String where = "tensor " + name;
            Dtype dtype = null;
            long[] shape = null;
            long[] offsets = null;
            expect(parser.nextToken() == JsonToken.START_OBJECT, where, "is not an object");
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                switch (parser.currentName()) {
                    case "dtype" -> dtype = dtype(where);
                    case "shape" -> shape = numbers(where + " shape");
                    case "data_offsets" -> offsets = numbers(where + " data_offsets");
                    default -> expect(false, where, "unknown field " + parser.currentName());
                }
            }
            expect(dtype != null && shape != null && offsets != null, where, "lacks dtype, shape or data_offsets");
            expect(offsets.length == 2 && offsets[0] <= offsets[1], where, "data_offsets is not [begin, end]");
            return new Entry(name, dtype, shape, offsets[0], offsets[1]);
        }

        private Dtype dtype(String where) throws IOException {
            expect(parser.nextToken() == JsonToken.VALUE_STRING, where, "dtype is not a string");
            String name = parser.getText();
            return Dtype.find(name)
                    .orElseThrow(() -> new ModelFormatException(
                            file, where, "dtype " + name + " is not supported", "Save it as F32, F16 or BF16"));
        }

        private long[] numbers(String where) throws IOException {
            expect(parser.nextToken() == JsonToken.START_ARRAY, where, "is not a list");
            long[] numbers = new long[MOST_DIMENSIONS];
            int count = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                expect(count < MOST_DIMENSIONS, where, "has more than " + MOST_DIMENSIONS + " entries");
                numbers[count++] = number(where);
            }
            return java.util.Arrays.copyOf(numbers, count);
        }

        private long number(String where) throws IOException {
            boolean whole = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
            expect(whole && parser.getLongValue() >= 0, where, parser.getText() + " is not a size");
            return parser.getLongValue();
        }

        private void expect(boolean holds, String where, String what) {
            if (!holds) {
                throw new ModelFormatException(file, where, what, "Save the file again with a safetensors library");
            }
        }
    }
}
