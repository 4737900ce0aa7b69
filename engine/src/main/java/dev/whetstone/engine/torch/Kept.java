package dev.whetstone.engine.torch;

import org.bytedeco.javacpp.Pointer;

import java.util.ArrayList;
import java.util.List;

/** Native objects that outlive the scope they were made in; freed together, once. */
public final class Kept implements AutoCloseable {

    private final List<Pointer> pointers = new ArrayList<>();

    public <P extends Pointer> P keep(P pointer) {
        pointer.retainReference();
        pointers.add(pointer);
        return pointer;
    }

    @Override
    public void close() {
        pointers.reversed().forEach(Pointer::releaseReference);
        pointers.clear();
    }
}
