package dev.whetstone.dataset.row;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Locale;

/** What a task's rows are. */
public enum RowKind {
    /** A chat whose last message is the assistant's. */
    CHAT,
    /** A prompt, a preferred and a non-preferred answer. */
    PREFERENCE;

    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
