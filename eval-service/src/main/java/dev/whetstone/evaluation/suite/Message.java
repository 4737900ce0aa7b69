package dev.whetstone.evaluation.suite;

import dev.whetstone.contracts.Require;

import java.util.Set;

/** One turn of a chat. */
public record Message(String role, String content) {

    public static final String SYSTEM = "system";
    public static final String USER = "user";
    public static final String ASSISTANT = "assistant";

    private static final Set<String> ROLES = Set.of(SYSTEM, USER, ASSISTANT, "tool", "developer");

    public Message {
        if (role == null || !ROLES.contains(role)) {
            throw new IllegalArgumentException(
                    "role: expected system, developer, user, assistant or tool, but got '" + role + "'");
        }
        Require.present("content", content);
    }

    public boolean isSystem() {
        return role.equals(SYSTEM);
    }

    public boolean isAssistant() {
        return role.equals(ASSISTANT);
    }
}
