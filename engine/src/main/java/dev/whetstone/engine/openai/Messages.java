package dev.whetstone.engine.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.Tool;
import dev.whetstone.engine.ToolCall;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Messages and tools of a row. */
final class Messages {

    private static final TypeReference<Map<String, Object>> MAPPING = new TypeReference<>() {};

    private static final Set<String> ROLES =
            new LinkedHashSet<>(List.of("system", "developer", "user", ChatMessage.ASSISTANT, "tool"));

    private static final Set<String> KEYS =
            new LinkedHashSet<>(List.of("role", "content", "name", "weight", "tool_calls", "tool_call_id"));

    private Messages() {}

    /** In order; a tool's message answers a call that was made before. */
    static List<ChatMessage> all(List<Fields> fields) {
        List<ChatMessage> messages = new ArrayList<>();
        Set<String> calls = new HashSet<>();
        for (Fields each : fields) {
            ChatMessage message = one(each);
            message.toolCalls().forEach(call -> calls.add(call.id()));
            if (message.role().equals("tool") && !calls.contains(message.toolCallId())) {
                throw each.invalid(
                        "tool_call_id",
                        "\"" + message.toolCallId()
                                + "\" is the id of no call before it: name the call that it answers");
            }
            messages.add(message);
        }
        return messages;
    }

    static ChatMessage one(Fields message) {
        message.only(KEYS);
        String role = message.text("role");
        if (!ROLES.contains(role)) {
            throw message.invalid("role", "\"" + role + "\" is unknown: expected one of " + String.join(", ", ROLES));
        }
        boolean calls = message.has("tool_calls");
        if (calls && !role.equals(ChatMessage.ASSISTANT)) {
            throw message.invalid("tool_calls", "only the assistant calls tools, not the " + role);
        }
        if (message.has("tool_call_id") && !role.equals("tool")) {
            throw message.invalid("tool_call_id", "only a message of the role tool has one");
        }
        return new ChatMessage(
                role,
                calls ? message.textOrEmpty("content") : message.text("content"),
                calls
                        ? message.objects("tool_calls").stream()
                                .map(Messages::call)
                                .toList()
                        : List.of(),
                message.textOrEmpty("tool_call_id"),
                message.textOrEmpty("name"));
    }

    private static ToolCall call(Fields call) {
        call.only(Set.of("id", "type", "function"));
        requireFunction(call);
        Fields function = call.object("function").only(Set.of("name", "arguments"));
        return valid(
                function,
                "name",
                () -> new ToolCall(call.textOrEmpty("id"), function.text("name"), arguments(function)));
    }

    private static void requireFunction(Fields object) {
        if (object.has("type") && !object.at("type").asText().equals("function")) {
            throw object.invalid("type", "expected \"function\", but got " + object.at("type"));
        }
    }

    /** A string that holds a JSON object, as OpenAI writes it, or the object itself. */
    private static Map<String, Object> arguments(Fields function) {
        JsonNode given = function.at("arguments");
        try {
            JsonNode arguments = given.isTextual() ? RowJson.parse(given.textValue()) : given;
            if (arguments.isObject()) {
                return RowJson.MAPPER.convertValue(arguments, MAPPING);
            }
        } catch (JsonProcessingException e) {
            throw function.invalid("arguments", "is no JSON: " + e.getOriginalMessage());
        }
        throw function.invalid(
                "arguments", "expected a string that holds a JSON object, such as \"{\\\"city\\\": \\\"Bern\\\"}\"");
    }

    /** Those of a row or of its input; none where it has none. */
    static List<Tool> tools(Fields row) {
        if (!row.has("tools") || row.at("tools").isArray() && row.at("tools").isEmpty()) {
            return List.of();
        }
        return row.objects("tools").stream().map(Messages::tool).toList();
    }

    private static Tool tool(Fields tool) {
        tool.object("function").text("name");
        return valid(tool, "function", () -> new Tool(RowJson.MAPPER.convertValue(tool.node(), MAPPING)));
    }

    private interface Made<T> {
        T make();
    }

    /** The record's own checks, with the field that they are about. */
    private static <T> T valid(Fields at, String field, Made<T> made) {
        try {
            return made.make();
        } catch (IllegalArgumentException e) {
            throw at.invalid(field, e.getMessage());
        }
    }
}
