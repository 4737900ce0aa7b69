package dev.whetstone.dataset.row;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Locale;

/** What a task's answers are. */
public enum TargetKind {
    JSON,
    TEXT;

    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
