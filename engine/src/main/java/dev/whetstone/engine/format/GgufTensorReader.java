package dev.whetstone.engine.format;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The list of tensors and their places, which must follow one another without overlap or hole, each aligned. */
final class GgufTensorReader {

    private static final int MOST_DIMENSIONS = 4;
    private static final int LONGEST_NAME = 63;

    private record Entry(String name, GgmlType type, long[] shape, long offset, long bytes) {}

    private final Path file;
    private final GgufCursor cursor;
    private final long alignment;

    GgufTensorReader(Path file, GgufCursor cursor, long alignment) {
        this.file = file;
        this.cursor = cursor;
        this.alignment = alignment;
    }

    List<GgufTensor> read(long count, MemorySegment bytes) {
        List<Entry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        long expected = 0;
        for (long i = 0; i < count; i++) {
            Entry entry = readEntry();
            require(names.add(entry.name()), entry.name(), "is there twice");
            require(
                    entry.offset() == expected,
                    entry.name(),
                    "begins at data byte " + Long.toUnsignedString(entry.offset()) + ", expected " + expected
                            + ": it overlaps another or leaves a hole");
            expected = padded(entry.name(), Math.addExact(entry.offset(), entry.bytes()));
            entries.add(entry);
        }
        return map(entries, bytes);
    }

    private List<GgufTensor> map(List<Entry> entries, MemorySegment bytes) {
        long begin = padded("of the first", cursor.position());
        List<GgufTensor> tensors = new ArrayList<>();
        for (Entry entry : entries) {
            long end = begin + entry.offset() + entry.bytes(); // both below 2^62: see readEntry
            require(
                    end <= bytes.byteSize(),
                    entry.name(),
                    "ends at byte " + end + ", the file has " + bytes.byteSize());
            tensors.add(new GgufTensor(
                    entry.name(), entry.type(), entry.shape(), bytes.asSlice(begin + entry.offset(), entry.bytes())));
        }
        return tensors;
    }

    private Entry readEntry() {
        String name = cursor.readString("a tensor name");
        require(name.length() <= LONGEST_NAME, name, "has a name longer than " + LONGEST_NAME + " characters");
        long dimensions = cursor.readUnsignedInt();
        require(
                dimensions >= 1 && dimensions <= MOST_DIMENSIONS,
                name,
                "has " + dimensions + " dimensions, allowed are 1 to " + MOST_DIMENSIONS);
        long[] shape = new long[(int) dimensions];
        for (int i = shape.length - 1; i >= 0; i--) {
            shape[i] = cursor.readLong();
            require(
                    shape[i] >= 1 && shape[i] <= Integer.MAX_VALUE,
                    name,
                    "has a dimension of " + Long.toUnsignedString(shape[i]));
        }
        long id = cursor.readUnsignedInt();
        GgmlType type = GgmlType.find(id)
                .orElseThrow(() -> new ModelFormatException(
                        file,
                        "tensor " + name,
                        "has the unknown type " + id,
                        "Convert the model again as Q8_0 or F16"));
        return new Entry(name, type, shape, cursor.readLong(), bytes(name, type, shape));
    }

    private long bytes(String name, GgmlType type, long[] shape) {
        long columns = shape[shape.length - 1];
        require(
                columns % type.elements() == 0,
                name,
                "has rows of " + columns + " values, no multiple of the " + type.elements() + " in a block of " + type);
        try {
            long bytes = Math.multiplyExact(Shapes.elements(shape) / type.elements(), type.bytes());
            require(bytes < Long.MAX_VALUE / 4, name, "is beyond any memory");
            return bytes;
        } catch (ArithmeticException e) {
            throw new ModelFormatException(
                    file, "tensor " + name, Shapes.text(shape) + " is beyond any memory", GgufCursor.CUT_SHORT, e);
        }
    }

    private long padded(String name, long position) {
        require(position < Long.MAX_VALUE / 2, name, "lies beyond any file");
        return (position + alignment - 1) / alignment * alignment;
    }

    private void require(boolean holds, String name, String what) {
        if (!holds) {
            throw new ModelFormatException(file, "tensor " + name, what, GgufCursor.CUT_SHORT);
        }
    }
}
