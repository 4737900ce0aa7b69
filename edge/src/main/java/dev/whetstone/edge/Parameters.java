package dev.whetstone.edge;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;

import java.util.UUID;
import java.util.function.Supplier;

/** Reads what a caller wrote into a path or a body, or refuses it by name. */
public final class Parameters {

    private Parameters() {}

    /** A request's body, which must be there. */
    public static <T> T body(T request) {
        if (request == null) {
            throw EdgeError.REQUEST_MALFORMED.refused("the body is missing");
        }
        return request;
    }

    public static TaskName task(String text) {
        return read(() -> new TaskName(text), "Give the task's name as in task.yaml.");
    }

    public static Digest digest(String field, String text) {
        return read(() -> new Digest(text), "Give " + field + " as sha256: and 64 hexadecimal digits.");
    }

    public static UUID id(String text) {
        return read(() -> UUID.fromString(text), "Give the id as this service printed it.");
    }

    /** @param reader throws {@link IllegalArgumentException} with a message that names the field and what it held */
    public static <T> T read(Supplier<T> reader, String whatToDo) {
        try {
            return reader.get();
        } catch (IllegalArgumentException e) {
            throw new RequestRefused(EdgeError.REQUEST_MALFORMED, e.getMessage(), whatToDo, e);
        }
    }
}
