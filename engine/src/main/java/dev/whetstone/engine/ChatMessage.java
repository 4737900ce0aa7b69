package dev.whetstone.engine;

import java.util.Objects;

/** One turn of a chat: who speaks and what is said. Both are untrusted text and never become control tokens. */
public record ChatMessage(String role, String content) {

    public ChatMessage {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(content, "content");
        if (role.isBlank()) {
            throw new IllegalArgumentException("role is blank: expected system, user or assistant");
        }
    }
}
