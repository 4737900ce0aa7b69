package dev.whetstone.dataset.finding;

import java.util.Locale;

/** How bad a finding is. Errors keep a version from being published unless they are waived. */
public enum Severity {
    ERROR,
    WARN,
    INFO;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
