package dev.whetstone.dataset.row;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.dataset.finding.Check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The shape of a row: OpenAI's fields, and id, group, label and split of our own. */
final class RowSchema {

    private static final int MAX_NAME_LENGTH = 200;
    private static final Set<String> CHAT =
            Set.of("id", "group", "label", "split", "messages", "tools", "parallel_tool_calls");
    private static final Set<String> PREFERENCE =
            Set.of("id", "group", "label", "split", "input", "preferred_output", "non_preferred_output");
    private static final Set<String> INPUT = Set.of("messages", "tools", "parallel_tool_calls");

    private final RowRules rules;

    RowSchema(RowRules rules) {
        this.rules = rules;
    }

    List<Fault> check(JsonNode row) {
        Faults faults = new Faults();
        if (!row.isObject()) {
            faults.add(
                    Check.DATA_TYPE,
                    "expected an object, but got " + row.getNodeType().name().toLowerCase(Locale.ROOT));
            return faults.all();
        }
        checkNames(row, faults);
        if (rules.kind() == RowKind.CHAT) {
            checkChat(row, faults);
        } else {
            checkPreference(row, faults);
        }
        return faults.all();
    }

    private static void checkNames(JsonNode row, Faults faults) {
        for (String field : List.of("id", "group", "label")) {
            if (row.has(field) && !isName(row.get(field))) {
                faults.add(
                        Check.SCHEMA_INVALID_VALUE,
                        "/" + field + ": expected 1 to " + MAX_NAME_LENGTH + " characters of text on one line");
            }
        }
        if (row.has("split") && SplitLabel.find(row.get("split").asText()).isEmpty()) {
            faults.add(Check.SCHEMA_INVALID_VALUE, "/split: expected train, validation, test or regression");
        }
    }

    private static boolean isName(JsonNode value) {
        return value.isTextual()
                && !value.textValue().isBlank()
                && value.textValue().length() <= MAX_NAME_LENGTH
                && value.textValue().chars().noneMatch(Character::isISOControl);
    }

    private void checkChat(JsonNode row, Faults faults) {
        faults.unknownKeys(Check.SCHEMA_UNKNOWN_FIELD, row, CHAT, "the row");
        checkTools(row, "", faults);
        checkMessages(row.path("messages"), "/messages", rules.targetRequired(), faults);
    }

    private void checkPreference(JsonNode row, Faults faults) {
        faults.unknownKeys(Check.SCHEMA_UNKNOWN_FIELD, row, PREFERENCE, "the row");
        faults.unknownKeys(Check.SCHEMA_UNKNOWN_FIELD, row.path("input"), INPUT, "/input");
        checkTools(row.path("input"), "/input", faults);
        checkMessages(row.at("/input/messages"), "/input/messages", false, faults);
        for (String field : List.of("preferred_output", "non_preferred_output")) {
            JsonNode answer = row.path(field);
            boolean one = answer.isArray() && answer.size() == 1;
            if (!one || !answer.at("/0/role").asText().equals("assistant")) {
                faults.add(Check.TARGET_MISSING, "/" + field + ": expected a list of one assistant message");
            } else {
                MessageSchema.check(answer.get(0), "/" + field + "/0", faults);
                checkAnswer(answer.get(0), "/" + field + "/0", faults);
                if (answer.get(0).has("weight")) {
                    faults.add(
                            Check.SCHEMA_INVALID_VALUE,
                            "/" + field + "/0/weight: answers of a preference have none: leave it out");
                }
            }
        }
        if (faults.isEmpty() && samePair(row)) {
            faults.add(Check.PREFERENCE_SAME_PAIR, "both answers are equal");
        }
    }

    private static boolean samePair(JsonNode row) {
        return CanonicalJson.of(row.get("preferred_output")).equals(CanonicalJson.of(row.get("non_preferred_output")));
    }

    private static void checkTools(JsonNode row, String path, Faults faults) {
        if (row.has("tools")) {
            ToolSchema.checkTools(row.get("tools"), path + "/tools", faults);
        }
        if (row.has("parallel_tool_calls") && !row.get("parallel_tool_calls").isBoolean()) {
            faults.add(Check.SCHEMA_INVALID_VALUE, path + "/parallel_tool_calls: expected true or false");
        }
    }

    private void checkMessages(JsonNode messages, String path, boolean targetRequired, Faults faults) {
        if (!messages.isArray() || messages.isEmpty()) {
            faults.add(Check.MISSING_MESSAGES_LIST, path + ": expected a list of messages");
            return;
        }
        List<String> roles = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            MessageSchema.check(messages.get(i), path + "/" + i, faults);
            roles.add(messages.get(i).path("role").asText());
        }
        if (faults.isEmpty()) {
            ToolSchema.checkAnswers(messages, path, faults);
            checkOrder(roles, messages, path, targetRequired, faults);
        }
    }

    private void checkOrder(List<String> roles, JsonNode messages, String path, boolean targetRequired, Faults faults) {
        MessageOrder.fault(roles).ifPresent(fault -> faults.add(Check.ROLE_ORDER, fault));
        int last = roles.size() - 1;
        if (roles.get(last).equals("assistant")) {
            checkAnswer(messages.get(last), path + "/" + last, faults);
        } else if (targetRequired) {
            Check check = roles.contains("assistant") ? Check.ROLE_ORDER : Check.TARGET_MISSING;
            faults.add(check, "the last message is not the assistant's");
        }
        if (!roles.contains("user")) {
            faults.add(Check.ROLE_ORDER, "nobody asks: there is no user message");
        }
    }

    private void checkAnswer(JsonNode answer, String path, Faults faults) {
        String content = answer.path("content").asText("");
        if (answer.path("weight").asInt(1) == 0) {
            faults.add(Check.SCHEMA_INVALID_VALUE, path + "/weight: 0 on the last answer, so nothing would be learned");
        }
        if (content.isBlank() && !answer.has("tool_calls")) {
            faults.add(Check.TARGET_EMPTY, path);
        } else if (rules.target() == TargetKind.JSON && !answer.has("tool_calls") && !isJson(content)) {
            faults.add(Check.TARGET_NOT_JSON, path);
        }
    }

    private static boolean isJson(String text) {
        try {
            StrictJson.read(text);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
