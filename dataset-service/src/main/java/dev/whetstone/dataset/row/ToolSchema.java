package dev.whetstone.dataset.row;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.dataset.finding.Check;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** The shape of tools, of calls and of their answers, as OpenAI's chat format has it and the engine learns from it. */
final class ToolSchema {

    private static final Set<String> CALL = Set.of("id", "type", "function");
    private static final Set<String> FUNCTION = Set.of("name", "arguments");

    private ToolSchema() {}

    static void checkTools(JsonNode tools, String path, Faults faults) {
        if (!tools.isArray()) {
            faults.add(Check.SCHEMA_INVALID_VALUE, path + ": expected a list");
            return;
        }
        for (int i = 0; i < tools.size(); i++) {
            if (!tools.get(i).path("type").asText().equals("function") || !isNamed(tools.get(i))) {
                faults.add(
                        Check.SCHEMA_INVALID_VALUE,
                        path + "/" + i + ": expected {\"type\": \"function\", \"function\": {\"name\": …}}");
            }
        }
    }

    static void checkMessage(JsonNode message, String path, Faults faults) {
        String role = message.path("role").asText();
        if (message.has("tool_call_id") && !role.equals("tool")) {
            faults.add(Check.SCHEMA_INVALID_VALUE, path + "/tool_call_id: only a message of the role tool has one");
        }
        if (!message.has("tool_calls")) {
            return;
        }
        if (!role.equals("assistant")) {
            faults.add(Check.SCHEMA_INVALID_VALUE, path + "/tool_calls: only the assistant calls tools");
        }
        checkCalls(message.get("tool_calls"), path + "/tool_calls", faults);
    }

    private static void checkCalls(JsonNode calls, String path, Faults faults) {
        if (!calls.isArray() || calls.isEmpty()) {
            faults.add(Check.SCHEMA_INVALID_VALUE, path + ": expected a list of calls");
            return;
        }
        for (int i = 0; i < calls.size(); i++) {
            checkCall(calls.get(i), path + "/" + i, faults);
        }
    }

    private static void checkCall(JsonNode call, String path, Faults faults) {
        faults.unknownKeys(Check.MESSAGE_UNRECOGNIZED_KEY, call, CALL, path);
        faults.unknownKeys(Check.MESSAGE_UNRECOGNIZED_KEY, call.path("function"), FUNCTION, path + "/function");
        if (!call.path("type").asText("function").equals("function")) {
            faults.add(Check.SCHEMA_INVALID_VALUE, path + "/type: expected function");
        }
        if (!isNamed(call)) {
            faults.add(Check.SCHEMA_INVALID_VALUE, path + "/function/name: expected a name");
        }
        if (!isJsonObject(call.at("/function/arguments"))) {
            faults.add(Check.TOOL_ARGUMENTS_NOT_JSON, path + "/function/arguments");
        }
    }

    /** A tool's message answers a call that was made before it. */
    static void checkAnswers(JsonNode messages, String path, Faults faults) {
        Set<String> calls = new HashSet<>();
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            message.path("tool_calls").forEach(call -> calls.add(call.path("id").asText()));
            String answered = message.path("tool_call_id").asText();
            if (message.path("role").asText().equals("tool") && !calls.contains(answered)) {
                faults.add(
                        Check.SCHEMA_INVALID_VALUE,
                        path + "/" + i + "/tool_call_id: '" + Faults.brief(answered)
                                + "' is the id of no call before it");
            }
        }
    }

    private static boolean isNamed(JsonNode of) {
        JsonNode name = of.at("/function/name");
        return name.isTextual() && !name.textValue().isBlank();
    }

    private static boolean isJsonObject(JsonNode arguments) {
        try {
            return arguments.isTextual()
                    && StrictJson.read(arguments.textValue()).isObject();
        } catch (IOException e) {
            return false;
        }
    }
}
