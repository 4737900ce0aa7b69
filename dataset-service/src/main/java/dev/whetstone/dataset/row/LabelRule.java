package dev.whetstone.dataset.row;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;

/** Where a row's label comes from: the row itself, else a place in its JSON answer. */
public final class LabelRule {

    private final JsonPointer pointer;

    /** @param pointer RFC 6901, such as {@code /risks/0/category}; empty for none */
    public LabelRule(String pointer) {
        try {
            this.pointer = JsonPointer.compile(pointer);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "label: expected a JSON pointer such as /risks/0/category, but got '" + pointer + "'");
        }
    }

    /** Empty when there is none. */
    public String label(Row row) {
        return row.label().orElseGet(() -> inAnswer(row.targetText()));
    }

    private String inAnswer(String answer) {
        if (pointer.matches()) {
            return "";
        }
        try {
            JsonNode value = StrictJson.read(answer).at(pointer);
            return value.isValueNode() ? Faults.brief(value.asText()) : "";
        } catch (IOException e) {
            return "";
        }
    }
}
