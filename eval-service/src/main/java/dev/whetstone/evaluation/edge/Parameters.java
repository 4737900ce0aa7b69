package dev.whetstone.evaluation.edge;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;

import java.util.UUID;
import java.util.function.Function;

/** Reads what a caller wrote into a path or a body, or refuses it by name. */
public final class Parameters {
    private Parameters() {}

    /** A request's body, which must be there. */
    public static <T> T body(T request) {
        if (request == null) {
            throw new RefusedException(
                    ErrorCode.REQUEST_INVALID, "the body is missing", "Send it as /q/openapi has it.");
        }
        return request;
    }

    public static TaskName task(String text) {
        return parse(TaskName::new, text, "Give the task's name as in task.yaml.");
    }

    public static Digest digest(String field, String text) {
        return parse(Digest::new, text, "Give " + field + " as sha256: and 64 hexadecimal digits.");
    }

    public static UUID id(String text) {
        return parse(UUID::fromString, text, "Give the id as this service printed it.");
    }

    /** A sentence that will stay on record. */
    public static String reason(String text) {
        if (text == null || text.isBlank()) {
            throw new RefusedException(
                    ErrorCode.REASON_MISSING,
                    "reason: expected a sentence, but got '" + text + "'",
                    "Say in 'reason' why this is done: it stays on record.");
        }
        return text.strip();
    }

    private static <T> T parse(Function<String, T> reader, String text, String whatToDo) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(ErrorCode.REQUEST_INVALID, e.getMessage(), whatToDo);
        }
    }
}
