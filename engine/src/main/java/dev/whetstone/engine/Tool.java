package dev.whetstone.engine;

import java.util.Map;

/**
 * A tool that the assistant may call, as OpenAI and chat templates describe it: {@code {"type": "function", "function": {"name",
 * "description", "parameters"}}}. Untrusted like messages.
 *
 * @param definition JSON values in their order, which templates keep
 */
public record Tool(Map<String, Object> definition) {

    public Tool {
        definition = JsonValues.copy("a tool", definition);
        if (!"function".equals(definition.get("type"))) {
            throw new IllegalArgumentException(
                    "type of a tool is " + definition.get("type") + ": it must be \"function\"");
        }
        if (!(definition.get("function") instanceof Map<?, ?> function)
                || !(function.get("name") instanceof String name)
                || name.isBlank()) {
            throw new IllegalArgumentException("a tool must have a function object with a name");
        }
    }

    public String name() {
        return ((Map<?, ?>) definition.get("function")).get("name").toString();
    }
}
