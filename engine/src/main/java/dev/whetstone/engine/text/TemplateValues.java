package dev.whetstone.engine.text;

import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.ToolCall;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Messages as chat templates read them, with the keys that Transformers' documentation names. What a message has not is no key,
 * since templates ask {@code 'tool_calls' in message}. All strings count as coming from outside.
 */
final class TemplateValues {

    private TemplateValues() {}

    static Map<String, Object> of(ChatMessage message) {
        Map<String, Object> turn = new LinkedHashMap<>();
        turn.put("role", message.role());
        turn.put("content", message.content());
        if (!message.toolCalls().isEmpty()) {
            turn.put(
                    "tool_calls",
                    message.toolCalls().stream().map(TemplateValues::of).toList());
        }
        putUnlessEmpty(turn, "tool_call_id", message.toolCallId());
        putUnlessEmpty(turn, "name", message.name());
        return turn;
    }

    private static Map<String, Object> of(ToolCall call) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", call.name());
        function.put("arguments", call.arguments());
        Map<String, Object> whole = new LinkedHashMap<>();
        putUnlessEmpty(whole, "id", call.id());
        whole.put("type", "function");
        whole.put("function", function);
        return whole;
    }

    private static void putUnlessEmpty(Map<String, Object> turn, String key, String value) {
        if (!value.isEmpty()) {
            turn.put(key, value);
        }
    }
}
