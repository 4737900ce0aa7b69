package dev.whetstone.engine.format;

import java.nio.file.Path;

/** A model file that cannot be used. The message says which file, where in it, what was found, and what to do. */
public final class ModelFormatException extends RuntimeException {

    private final Path file;

    public ModelFormatException(Path file, String where, String what, String whatToDo) {
        this(file, where, what, whatToDo, null);
    }

    public ModelFormatException(Path file, String where, String what, String whatToDo, Throwable cause) {
        super(file + ", " + where + ": " + what + ". " + whatToDo, cause);
        this.file = file;
    }

    public Path file() {
        return file;
    }
}
