package dev.whetstone.dataset.quality;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.dataset.row.Row;
import dev.whetstone.dataset.row.StrictJson;

import java.io.IOException;
import java.util.StringJoiner;

/**
 * A row as the content checks read it.
 *
 * @param prompt all messages before the answer
 * @param target the answer; of a JSON answer its texts, a line each
 * @param raw the answer as it is written
 */
record RowText(String prompt, String target, String raw) {

    static RowText of(Row row) {
        String raw = row.targetText();
        return new RowText(row.promptText(), texts(raw), raw);
    }

    static String texts(String target) {
        String trimmed = target.strip();
        if (!trimmed.startsWith("{") && !trimmed.startsWith("[")) {
            return target;
        }
        try {
            StringJoiner texts = new StringJoiner("\n");
            collect(StrictJson.read(trimmed), texts);
            return texts.toString();
        } catch (IOException e) {
            return target;
        }
    }

    private static void collect(JsonNode value, StringJoiner texts) {
        if (value.isValueNode()) {
            texts.add(value.asText());
        }
        value.forEach(element -> collect(element, texts));
    }

    /** Prompt and answer. */
    String all() {
        return prompt + "\n" + raw;
    }
}
