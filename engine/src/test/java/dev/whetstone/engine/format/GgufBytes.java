package dev.whetstone.engine.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** GGUF files put together for tests, right or (by overriding a part) wrong. */
public final class GgufBytes {

    private record Tensor(String name, long[] dimensions, int type, byte[] data) {}

    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final List<Tensor> tensors = new ArrayList<>();
    private int version = 3;

    public GgufBytes version(int newVersion) {
        version = newVersion;
        return this;
    }

    /** Strings, Booleans, Integers (u32), Longs (u64), Floats, and Lists of one of these. */
    public GgufBytes put(String key, Object value) {
        metadata.put(key, value);
        return this;
    }

    public GgufBytes remove(String key) {
        metadata.remove(key);
        return this;
    }

    /** Innermost dimension first, as the file lists them. */
    public GgufBytes tensor(String name, int type, byte[] data, long... dimensions) {
        tensors.add(new Tensor(name, dimensions, type, data));
        return this;
    }

    public GgufBytes floats(String name, float[] values, long... dimensions) {
        ByteBuffer data = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            data.putFloat(value);
        }
        return tensor(name, 0, data.array(), dimensions);
    }

    public GgufBytes without(String tensor) {
        tensors.removeIf(one -> one.name().equals(tensor));
        return this;
    }

    public Path writeTo(Path file) {
        return write(file, bytes());
    }

    static Path write(Path file, byte[] bytes) {
        try {
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes() {
        Out out = new Out();
        out.bytes("GGUF".getBytes(StandardCharsets.US_ASCII))
                .u32(version)
                .u64(tensors.size())
                .u64(metadata.size());
        metadata.forEach((key, value) -> out.string(key).typed(value));
        long offset = 0;
        for (Tensor tensor : tensors) {
            out.string(tensor.name()).u32(tensor.dimensions().length);
            for (long dimension : tensor.dimensions()) {
                out.u64(dimension);
            }
            out.u32(tensor.type()).u64(offset);
            offset += (tensor.data().length + 31) / 32 * 32;
        }
        tensors.forEach(tensor -> out.pad().bytes(tensor.data()));
        return out.pad().toByteArray();
    }

    /** A writer of little-endian values. */
    static final class Out {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Out bytes(byte[] more) {
            bytes.writeBytes(more);
            return this;
        }

        Out u32(long value) {
            return bytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt((int) value)
                    .array());
        }

        Out u64(long value) {
            return bytes(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(value)
                    .array());
        }

        Out string(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            return u64(utf8.length).bytes(utf8);
        }

        Out typed(Object value) {
            return switch (value) {
                case List<?> list -> {
                    u32(9).u32(type(list.getFirst())).u64(list.size());
                    list.forEach(this::plain);
                    yield this;
                }
                default -> u32(type(value)).plain(value);
            };
        }

        private static int type(Object value) {
            return switch (value) {
                case Integer _ -> 4;
                case Float _ -> 6;
                case Boolean _ -> 7;
                case String _ -> 8;
                case Long _ -> 10;
                default -> throw new IllegalArgumentException(String.valueOf(value));
            };
        }

        private Out plain(Object value) {
            return switch (value) {
                case Integer number -> u32(number);
                case Float number -> u32(Float.floatToRawIntBits(number));
                case Boolean flag -> bytes(new byte[] {(byte) (flag ? 1 : 0)});
                case String text -> string(text);
                case Long number -> u64(number);
                default -> throw new IllegalArgumentException(String.valueOf(value));
            };
        }

        Out pad() {
            while (bytes.size() % 32 != 0) {
                bytes.write(0);
            }
            return this;
        }

        byte[] toByteArray() {
            return bytes.toByteArray();
        }
    }
}
