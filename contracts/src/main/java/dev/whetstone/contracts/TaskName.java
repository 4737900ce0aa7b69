package dev.whetstone.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import java.util.regex.Pattern;

/** What a model is tuned for, the key of nearly every event: lower-case letters, digits and hyphens, 1 to 63 of them. */
public record TaskName(@JsonValue String value) implements Comparable<TaskName> {

    private static final Pattern SHAPE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    @JsonCreator
    public TaskName {
        if (value == null || !SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "task: expected 1 to 63 lower-case letters, digits and inner hyphens, but got '" + value + "'");
        }
    }

    @Override
    public int compareTo(TaskName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
