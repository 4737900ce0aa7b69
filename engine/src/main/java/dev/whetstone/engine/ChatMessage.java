package dev.whetstone.engine;

import com.fasterxml.jackson.annotation.JsonInclude;

import java.util.List;
import java.util.Objects;

/**
 * One turn of a chat: who speaks and what is said. All of it is untrusted text and never becomes control tokens.
 *
 * @param content empty when the assistant only calls tools
 * @param toolCalls that the assistant makes in this turn
 * @param toolCallId of the call that a tool's message answers; empty when it names none
 * @param name of who speaks beside the role, such as the tool's; empty when there is none
 */
public record ChatMessage(
        String role,
        String content,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ToolCall> toolCalls,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String toolCallId,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String name) {

    public static final String ASSISTANT = "assistant";

    public ChatMessage {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(toolCallId, "toolCallId");
        Objects.requireNonNull(name, "name");
        toolCalls = List.copyOf(toolCalls);
        if (role.isBlank()) {
            throw new IllegalArgumentException("role is blank: expected system, user, assistant or tool");
        }
        if (!toolCalls.isEmpty() && !role.equals(ASSISTANT)) {
            throw new IllegalArgumentException("role is " + role + ": only the assistant calls tools");
        }
    }

    public ChatMessage(String role, String content) {
        this(role, content, List.of(), "", "");
    }

    /** What the assistant does in a turn in which it calls tools. */
    public static ChatMessage calling(String content, List<ToolCall> toolCalls) {
        return new ChatMessage(ASSISTANT, content, toolCalls, "", "");
    }
}
