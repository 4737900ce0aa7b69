package dev.whetstone.engine.torch;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Asks the kernel to back memory that is read from end to end again and again by huge pages (madvise(2), MADV_COLLAPSE): a step that reads all
 * weights otherwise waits for as many translations of addresses as there are pages of 4 KiB. Only a wish: where it is not granted nothing
 * changes but the time.
 */
final class HugePages {

    private static final Logger LOG = LoggerFactory.getLogger(HugePages.class);
    private static final int MADV_COLLAPSE = 25;
    private static final long PAGE = 2 << 20;

    private HugePages() {}

    /** Neighbouring pieces are taken together with what lies between them. */
    static void collapse(List<MemorySegment> memory) {
        List<MemorySegment> joined = joined(memory);
        long granted = joined.stream()
                .filter(HugePages::collapse)
                .mapToLong(MemorySegment::byteSize)
                .sum();
        LOG.debug("{} of {} bytes of weights lie in huge pages", granted, total(joined));
    }

    private static long total(List<MemorySegment> segments) {
        return segments.stream().mapToLong(MemorySegment::byteSize).sum();
    }

    @SuppressWarnings("restricted")
    private static List<MemorySegment> joined(List<MemorySegment> memory) {
        List<MemorySegment> joined = new ArrayList<>();
        List<MemorySegment> sorted = memory.stream()
                .sorted(Comparator.comparingLong(MemorySegment::address))
                .toList();
        for (MemorySegment next : sorted) {
            MemorySegment last = joined.isEmpty() ? next : joined.getLast();
            boolean neighbours = !joined.isEmpty() && next.address() - (last.address() + last.byteSize()) < PAGE;
            if (neighbours) {
                long bytes = next.address() + next.byteSize() - last.address();
                joined.set(
                        joined.size() - 1,
                        MemorySegment.ofAddress(last.address()).reinterpret(bytes));
            } else {
                joined.add(next);
            }
        }
        return joined;
    }

    /** Whole pages within the memory; whether the kernel did it. */
    @SuppressWarnings("restricted")
    private static boolean collapse(MemorySegment memory) {
        long from = (memory.address() + PAGE - 1) / PAGE * PAGE;
        long bytes = (memory.address() + memory.byteSize()) / PAGE * PAGE - from;
        if (bytes <= 0) {
            return false;
        }
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor signature = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT);
        try {
            MethodHandle madvise = linker.downcallHandle(linker.defaultLookup().findOrThrow("madvise"), signature);
            return (int) madvise.invokeExact(MemorySegment.ofAddress(from), bytes, MADV_COLLAPSE) == 0;
        } catch (Throwable e) {
            LOG.debug("huge pages could not be asked for", e);
            return false;
        }
    }
}
