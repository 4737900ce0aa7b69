package dev.whetstone.artifacts;

import java.io.IOException;
import java.io.OutputStream;

/** Writes an artifact's bytes as they come; called once. When it throws, nothing is stored. */
@FunctionalInterface
public interface ContentWriter {

    void writeTo(OutputStream out) throws IOException;
}
