package dev.whetstone.gateway.generation;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.gateway.edge.RequestRefused;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One request for text.
 *
 * @param evaluation never sampled as live traffic
 * @param task what it is about, where the model's name does not say so
 * @param format empty: what the alias is held to, for other models free text
 * @param deadline the caller's
 */
public record GenerateText(
        String model,
        List<ChatMessage> messages,
        RequestedSampling sampling,
        boolean evaluation,
        Optional<TaskName> task,
        Optional<OutputFormat> format,
        Optional<Instant> deadline) {

    private static final int MOST_MESSAGES = 1_000;
    private static final Set<String> ROLES = Set.of("system", "user", "assistant");

    public GenerateText {
        if (model.isBlank()) {
            throw RequestRefused.invalid("model", "the name of a model", "nothing");
        }
        messages = List.copyOf(messages);
        checkCount(messages.size());
    }

    private static void checkCount(int messages) {
        if (messages < 1 || messages > MOST_MESSAGES) {
            throw RequestRefused.invalid("messages", "1 to " + MOST_MESSAGES + " messages", messages);
        }
    }

    /** One turn, checked; {@code index} counts from 0 and names it in an error. */
    public static ChatMessage turn(int index, String role, String content) {
        if (!ROLES.contains(role)) {
            String shown = role.length() <= 40 ? "'" + role + "'" : role.length() + " characters";
            throw RequestRefused.invalid("messages[" + index + "].role", "system, user or assistant", shown);
        }
        return new ChatMessage(role, content);
    }

    /** An empty text is no task. */
    public static Optional<TaskName> task(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(new TaskName(text));
        } catch (IllegalArgumentException e) {
            throw RequestRefused.invalid("task", e.getMessage());
        }
    }
}
