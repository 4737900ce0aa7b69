package dev.whetstone.engine.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Key-value pairs of a GGUF file: strings, Booleans, Longs (every integer type), Doubles, and Lists of one of these. */
record GgufMetadata(Path file, Map<String, Object> values) {

    private static final int ARRAY = 9;
    private static final int LEAST_PAIR_BYTES = 8 + 4 + 1;

    static GgufMetadata read(Path file, GgufCursor cursor, long count) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (long i = 0; i < count; i++) {
            long begin = cursor.position();
            String key = cursor.readString("a metadata key");
            Object value = value(cursor, key, cursor.readUnsignedInt());
            if (values.put(key, value) != null) {
                throw new ModelFormatException(
                        file, "byte " + begin, "metadata key " + key + " is there twice", "Convert the model again");
            }
        }
        return new GgufMetadata(file, values);
    }

    static int leastPairBytes() {
        return LEAST_PAIR_BYTES;
    }

    private static Object value(GgufCursor cursor, String key, long type) {
        if (type != ARRAY) {
            return scalar(cursor, key, type);
        }
        long begin = cursor.position();
        long elementType = cursor.readUnsignedInt();
        if (elementType == ARRAY) {
            throw cursor.fail(begin, "metadata " + key + " is an array of arrays, which no reader accepts");
        }
        long count = cursor.readCount("elements of " + key, elementType == 8 ? 8 : 1);
        List<Object> elements = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            elements.add(scalar(cursor, key, elementType));
        }
        return elements;
    }

    private static Object scalar(GgufCursor cursor, String key, long type) {
        long begin = cursor.position();
        return switch ((int) Math.min(type, 99)) {
            case 0 -> (long) (cursor.readByte() & 0xFF);
            case 1 -> (long) cursor.readByte();
            case 2 -> (long) (cursor.readShort() & 0xFFFF);
            case 3 -> (long) cursor.readShort();
            case 4 -> cursor.readUnsignedInt();
            case 5 -> (long) cursor.readInt();
            case 6 -> (double) Float.intBitsToFloat(cursor.readInt());
            case 7 -> flag(cursor, key);
            case 8 -> cursor.readString(key);
            case 10, 11 -> cursor.readLong();
            case 12 -> Double.longBitsToDouble(cursor.readLong());
            default -> throw cursor.fail(begin, "metadata " + key + " has the unknown type " + type);
        };
    }

    private static Boolean flag(GgufCursor cursor, String key) {
        long begin = cursor.position();
        byte value = cursor.readByte();
        if (value != 0 && value != 1) {
            throw cursor.fail(begin, "metadata " + key + " should be true or false, found " + value);
        }
        return value == 1;
    }

    Optional<Long> findInteger(String key) {
        return find(key, Long.class);
    }

    int requireInteger(String key, int least, int most) {
        long value = require(key, Long.class);
        if (value < least || value > most) {
            throw refusal(key, value + " is not between " + least + " and " + most);
        }
        return (int) value;
    }

    int integer(String key, int otherwise, int most) {
        return values.containsKey(key) ? requireInteger(key, 1, most) : otherwise;
    }

    double number(String key, double otherwise) {
        return values.containsKey(key) ? require(key, Double.class) : otherwise;
    }

    double requireNumber(String key) {
        return require(key, Double.class);
    }

    boolean flag(String key, boolean otherwise) {
        return find(key, Boolean.class).orElse(otherwise);
    }

    String requireString(String key) {
        return require(key, String.class);
    }

    Optional<String> findString(String key) {
        return find(key, String.class);
    }

    <T> List<T> requireList(String key, Class<T> type) {
        List<?> list = require(key, List.class);
        List<T> elements = new ArrayList<>(list.size());
        for (Object element : list) {
            elements.add(cast(key, element, type));
        }
        return elements;
    }

    private <T> Optional<T> find(String key, Class<T> type) {
        return Optional.ofNullable(values.get(key)).map(value -> cast(key, value, type));
    }

    private <T> T require(String key, Class<T> type) {
        return find(key, type).orElseThrow(() -> refusal(key, "is missing"));
    }

    private <T> T cast(String key, Object value, Class<T> type) {
        if (!type.isInstance(value)) {
            throw refusal(key, "is a " + value.getClass().getSimpleName() + ", expected a " + type.getSimpleName());
        }
        return type.cast(value);
    }

    ModelFormatException refusal(String key, String what) {
        return new ModelFormatException(
                file, "metadata " + key, what, "Convert the model again, or use its Hugging Face directory");
    }
}
