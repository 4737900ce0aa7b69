package dev.whetstone.engine.format;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One mapped file: a length, a JSON header, then the tensors without overlap, hole or trailing byte, so that nothing can
 * hide in it. Source: safetensors format description and its reference checks.
 */
record SafetensorsFile(Map<String, TensorView> tensors, Map<String, String> metadata) {

    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final String DOWNLOAD_AGAIN = "The file is damaged or cut short: fetch or save it again";

    static SafetensorsFile map(Path file, long largestHeader, Arena arena) {
        MemorySegment bytes = MappedFile.map(file, arena);
        long headerLength = headerLength(file, bytes, largestHeader);
        MemorySegment header = bytes.asSlice(Long.BYTES, headerLength);
        MemorySegment data = bytes.asSlice(Long.BYTES + headerLength);
        SafetensorsHeader parsed = SafetensorsHeader.parse(file, header);
        requireWithoutHoles(file, parsed.entries(), data.byteSize());
        return new SafetensorsFile(views(file, parsed.entries(), data), parsed.metadata());
    }

    private static long headerLength(Path file, MemorySegment bytes, long largestHeader) {
        if (bytes.byteSize() < Long.BYTES) {
            throw new ModelFormatException(
                    file,
                    "byte 0",
                    "the file has " + bytes.byteSize() + " bytes, too few for a safetensors header",
                    DOWNLOAD_AGAIN);
        }
        long length = bytes.get(LENGTH, 0);
        if (length < 0 || length > largestHeader) { // unsigned: a set top bit is beyond any limit
            throw new ModelFormatException(
                    file,
                    "byte 0",
                    "the header claims " + Long.toUnsignedString(length) + " bytes, more than the " + largestHeader
                            + " allowed",
                    "Check that this is a safetensors file");
        }
        if (length > bytes.byteSize() - Long.BYTES) {
            throw new ModelFormatException(
                    file,
                    "byte 0",
                    "the header claims " + length + " bytes, the file has " + bytes.byteSize(),
                    DOWNLOAD_AGAIN);
        }
        return length;
    }

    private static void requireWithoutHoles(Path file, List<SafetensorsHeader.Entry> entries, long dataBytes) {
        List<SafetensorsHeader.Entry> byOffset = new ArrayList<>(entries);
        byOffset.sort(Comparator.comparingLong(SafetensorsHeader.Entry::begin)
                .thenComparingLong(SafetensorsHeader.Entry::end));
        long expected = 0;
        for (SafetensorsHeader.Entry entry : byOffset) {
            if (entry.begin() != expected) {
                String what = entry.begin() < expected ? "overlaps the tensor before it" : "leaves a hole before it";
                throw new ModelFormatException(
                        file,
                        "tensor " + entry.name(),
                        "begins at data byte " + entry.begin() + ", expected " + expected + ": it " + what,
                        "Save the file again with a safetensors library");
            }
            expected = entry.end();
        }
        if (expected != dataBytes) {
            throw new ModelFormatException(
                    file,
                    "data byte " + Math.min(expected, dataBytes),
                    "the tensors take " + expected + " bytes, the file holds " + dataBytes + " after its header",
                    DOWNLOAD_AGAIN);
        }
    }

    private static Map<String, TensorView> views(Path file, List<SafetensorsHeader.Entry> entries, MemorySegment data) {
        Map<String, TensorView> views = LinkedHashMap.newLinkedHashMap(entries.size());
        for (SafetensorsHeader.Entry entry : entries) {
            views.put(entry.name(), entry.view(file, data));
        }
        return views;
    }
}
