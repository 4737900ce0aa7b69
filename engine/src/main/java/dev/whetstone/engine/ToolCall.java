package dev.whetstone.engine;

import java.util.Map;
import java.util.Objects;

/**
 * One call of a tool in an assistant's message. Untrusted like all of a message: no part of it becomes a control token.
 *
 * @param id that the tool's answer refers to; empty when there is none
 * @param arguments by name, as JSON values; templates get them as a mapping, never as a string of JSON
 */
public record ToolCall(String id, String name, Map<String, Object> arguments) {

    public ToolCall {
        Objects.requireNonNull(id, "id");
        if (name.isBlank()) {
            throw new IllegalArgumentException("the name of a called tool is blank: name the function");
        }
        arguments = JsonValues.copy("the arguments of " + name, arguments);
    }
}
