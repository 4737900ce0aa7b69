package dev.whetstone.engine;

import org.bytedeco.javacpp.Pointer;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Collections;

/**
 * What the process holds outside of the heap.
 *
 * @param allocated bytes that native code has asked for and not given back, tensors of libtorch among them (glibc's {@code mallinfo2})
 * @param resident bytes of the process in memory, the heap included
 */
record LiveMemory(long allocated, long resident) {

    private static final int FIELDS = 10;
    private static final int MAPPED = 4; // hblkhd
    private static final int IN_USE = 7; // uordblks

    @SuppressWarnings("restricted")
    private static final MethodHandle MALLINFO = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("mallinfo2"),
                    FunctionDescriptor.of(MemoryLayout.structLayout(
                            Collections.nCopies(FIELDS, ValueLayout.JAVA_LONG).toArray(MemoryLayout[]::new))));

    static LiveMemory now() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment all = (MemorySegment) MALLINFO.invokeExact((SegmentAllocator) arena);
            return new LiveMemory(
                    all.getAtIndex(ValueLayout.JAVA_LONG, MAPPED) + all.getAtIndex(ValueLayout.JAVA_LONG, IN_USE),
                    Pointer.physicalBytes());
        } catch (Throwable e) {
            throw new IllegalStateException("mallinfo2 failed", e);
        }
    }

    LiveMemory minus(LiveMemory before) {
        return new LiveMemory(allocated - before.allocated, resident - before.resident);
    }

    @Override
    public String toString() {
        return "%.2f MiB allocated, %.2f MiB resident".formatted(allocated / 1048576.0, resident / 1048576.0);
    }
}
