package dev.whetstone.engine.torch;

import org.bytedeco.javacpp.Pointer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Native objects that outlive the scope they were made in; freed together, once. */
public final class Kept implements AutoCloseable {

    private static final AtomicLong LIVE = new AtomicLong();

    private final List<Pointer> pointers = new ArrayList<>();

    public <P extends Pointer> P keep(P pointer) {
        pointer.retainReference();
        pointers.add(pointer);
        LIVE.incrementAndGet();
        return pointer;
    }

    /** How many are kept in the whole process. */
    public static long live() {
        return LIVE.get();
    }

    @Override
    public void close() {
        pointers.reversed().forEach(Pointer::releaseReference);
        LIVE.addAndGet(-pointers.size());
        pointers.clear();
    }
}
