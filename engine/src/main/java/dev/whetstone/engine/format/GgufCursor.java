package dev.whetstone.engine.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** Reads little-endian values one after the other and never beyond the end of the file. */
final class GgufCursor {

    static final String CUT_SHORT = "The file is damaged or cut short: download it again";

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long LONGEST_STRING = 64L << 20;

    private final Path file;
    private final MemorySegment bytes;
    private long at;

    GgufCursor(Path file, MemorySegment bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    long position() {
        return at;
    }

    long remaining() {
        return bytes.byteSize() - at;
    }

    byte readByte() {
        return bytes.get(ValueLayout.JAVA_BYTE, take(1));
    }

    short readShort() {
        return bytes.get(SHORT, take(Short.BYTES));
    }

    int readInt() {
        return bytes.get(INT, take(Integer.BYTES));
    }

    long readUnsignedInt() {
        return Integer.toUnsignedLong(readInt());
    }

    long readLong() {
        return bytes.get(LONG, take(Long.BYTES));
    }

    /** A number of things of which each takes at least so many bytes: more than fit into the rest of the file are a lie. */
    long readCount(String what, int leastBytes) {
        long begin = at;
        long count = readLong();
        if (count < 0 || count > remaining() / leastBytes) {
            throw new ModelFormatException(
                    file,
                    "byte " + begin,
                    Long.toUnsignedString(count) + " " + what + " cannot be in the " + remaining()
                            + " bytes that follow",
                    CUT_SHORT);
        }
        return count;
    }

    String readString(String what) {
        long begin = at;
        long length = readCount("bytes of " + what, 1);
        if (length > LONGEST_STRING) {
            throw fail(begin, what + " has " + length + " bytes, more than the " + LONGEST_STRING + " allowed");
        }
        MemorySegment slice = bytes.asSlice(take(length), length);
        return StrictJson.utf8(file, "byte " + begin + " (" + what + ")", slice.asByteBuffer());
    }

    ModelFormatException fail(long where, String what) {
        return new ModelFormatException(file, "byte " + where, what, CUT_SHORT);
    }

    private long take(long length) {
        if (length > remaining()) {
            throw fail(
                    at, "the file ends after " + bytes.byteSize() + " bytes, " + (length - remaining()) + " too few");
        }
        long begin = at;
        at += length;
        return begin;
    }
}
