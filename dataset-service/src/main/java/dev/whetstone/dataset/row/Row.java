package dev.whetstone.dataset.row;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.dataset.SplitName;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A row that passed its format checks. Reads its JSON; never changes it. */
public final class Row {

    /** Chat templates print tools as they are given, so the order of their keys is a part of the prompt. */
    private static final Set<String> PRINTED = Set.of("tools");

    private final ObjectNode json;

    /** @param json as {@code RowParser} lets it through */
    public Row(ObjectNode json) {
        this.json = json;
    }

    /** The id that the sender gave, or one made of its content: the same messages have the same id. */
    public String id() {
        return text("id").orElseGet(() -> "row-" + content().brief());
    }

    public Row renamed(String id) {
        return new Row(json.deepCopy().put("id", id));
    }

    public Optional<String> group() {
        return text("group");
    }

    public Optional<String> label() {
        return text("label");
    }

    public Optional<SplitName> split() {
        return text("split").map(SplitLabel::require);
    }

    /** Everything that is said, of both kinds of row, without id, group, label and split. */
    public Digest content() {
        ObjectNode said = json.deepCopy();
        said.remove(List.of("id", "group", "label", "split"));
        return CanonicalJson.digest(said);
    }

    /** The messages before the target. */
    public List<JsonNode> prompt() {
        List<JsonNode> messages = messages();
        return isPreference() || target().isEmpty() ? messages : messages.subList(0, messages.size() - 1);
    }

    /** The last assistant message of a chat, the preferred answer of a preference. */
    public Optional<JsonNode> target() {
        JsonNode last =
                isPreference() ? json.at("/preferred_output/0") : messages().getLast();
        return Optional.of(last).filter(message -> role(message).equals("assistant"));
    }

    /** What the answer says; of a tool call, the call. */
    public String targetText() {
        return target().map(Row::said).orElse("");
    }

    /** What the asker says, in the order of the chat; instructions of the system, which rows share, are left out. */
    public String askedText() {
        return prompt().stream()
                .filter(message -> !isInstruction(message))
                .map(Row::said)
                .collect(Collectors.joining("\n"));
    }

    /** All messages before the target with their roles. */
    public String promptText() {
        return prompt().stream()
                .map(message -> role(message) + "\n" + said(message))
                .collect(Collectors.joining("\n"));
    }

    /** One line of JSON as it goes into a split: with its id and label, without the split's name. All that says what is learned is in it. */
    public String line(String label) {
        ObjectNode written = json.deepCopy();
        written.remove("split");
        written.put("id", id());
        if (!label.isEmpty()) {
            written.put("label", label);
        }
        return CanonicalJson.of(written, PRINTED);
    }

    private List<JsonNode> messages() {
        List<JsonNode> messages = new ArrayList<>();
        (isPreference() ? json.at("/input/messages") : json.path("messages")).forEach(messages::add);
        return messages;
    }

    private boolean isPreference() {
        return json.has("input");
    }

    private static boolean isInstruction(JsonNode message) {
        return role(message).equals("system") || role(message).equals("developer");
    }

    private static String role(JsonNode message) {
        return message.path("role").asText();
    }

    private static String said(JsonNode message) {
        String content = message.path("content").asText("");
        return message.has("tool_calls") ? content + CanonicalJson.of(message.get("tool_calls")) : content;
    }

    private Optional<String> text(String field) {
        return Optional.ofNullable(json.get(field)).map(JsonNode::textValue);
    }
}
