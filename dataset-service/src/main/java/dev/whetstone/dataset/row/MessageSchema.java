package dev.whetstone.dataset.row;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.dataset.finding.Check;

import java.util.Set;

/** The shape of one message, as OpenAI's chat format has it. */
final class MessageSchema {

    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool");
    private static final Set<String> KEYS = Set.of("role", "content", "name", "weight", "tool_calls", "tool_call_id");

    private MessageSchema() {}

    static void check(JsonNode message, String path, Faults faults) {
        if (!message.isObject()) {
            faults.add(Check.DATA_TYPE, path + " is not an object");
            return;
        }
        faults.unknownKeys(Check.MESSAGE_UNRECOGNIZED_KEY, message, KEYS, path);
        checkRole(message, path, faults);
        checkContent(message, path, faults);
        checkWeight(message, path, faults);
        ToolSchema.checkMessage(message, path, faults);
    }

    private static void checkRole(JsonNode message, String path, Faults faults) {
        JsonNode role = message.path("role");
        if (role.isMissingNode()) {
            faults.add(Check.MESSAGE_MISSING_KEY, path + " has no role");
        } else if (!role.isTextual() || !ROLES.contains(role.textValue())) {
            faults.add(Check.UNRECOGNIZED_ROLE, "'" + Faults.brief(role.asText()) + "' in " + path);
        }
    }

    /** An assistant that calls a tool need not say anything. */
    private static void checkContent(JsonNode message, String path, Faults faults) {
        JsonNode content = message.path("content");
        if (message.has("tool_calls") && (content.isMissingNode() || content.isNull())) {
            return;
        }
        if (content.isMissingNode()) {
            faults.add(Check.MESSAGE_MISSING_KEY, path + " has no content");
        } else if (!content.isTextual()) {
            faults.add(Check.MISSING_CONTENT, path + "/content is not a text");
        } else if (content.textValue().isBlank()
                && !message.path("role").asText().equals("assistant")) {
            faults.add(Check.MISSING_CONTENT, path + "/content is empty");
        }
    }

    private static void checkWeight(JsonNode message, String path, Faults faults) {
        JsonNode weight = message.path("weight");
        if (weight.isMissingNode()) {
            return;
        }
        boolean ofAssistant = message.path("role").asText().equals("assistant");
        if (!ofAssistant || !weight.isInt() || weight.intValue() < 0 || weight.intValue() > 1) {
            faults.add(Check.SCHEMA_INVALID_VALUE, path + "/weight: expected 0 or 1 on an assistant's message");
        }
    }
}
