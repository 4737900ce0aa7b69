package dev.whetstone.gateway.routing;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;

import java.util.Optional;

/** What the {@code model} of a request asks for. */
sealed interface ModelName {

    String STABLE = "stable";
    String CANDIDATE = "candidate";

    record Base() implements ModelName {}

    record Stable(TaskName task) implements ModelName {}

    record Candidate(TaskName task) implements ModelName {}

    record ByDigest(Digest digest) implements ModelName {}

    /** Empty when the text has none of the known forms. */
    static Optional<ModelName> parse(String text, String baseName) {
        if (text.equals(baseName)) {
            return Optional.of(new Base());
        }
        if (Digest.isDigest(text)) {
            return Optional.of(new ByDigest(new Digest(text)));
        }
        return alias(text);
    }

    private static Optional<ModelName> alias(String text) {
        int at = text.indexOf('@');
        if (at < 0) {
            return Optional.empty();
        }
        return task(text.substring(0, at)).flatMap(task -> switch (text.substring(at + 1)) {
            case STABLE -> Optional.of(new Stable(task));
            case CANDIDATE -> Optional.of(new Candidate(task));
            default -> Optional.empty();
        });
    }

    private static Optional<TaskName> task(String text) {
        try {
            return Optional.of(new TaskName(text));
        } catch (IllegalArgumentException notATask) {
            return Optional.empty();
        }
    }

    static String stable(TaskName task) {
        return task + "@" + STABLE;
    }

    static String candidate(TaskName task) {
        return task + "@" + CANDIDATE;
    }
}
