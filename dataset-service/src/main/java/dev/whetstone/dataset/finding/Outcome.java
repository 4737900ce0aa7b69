package dev.whetstone.dataset.finding;

import java.util.Locale;

/** What came of a finding. */
public enum Outcome {
    /** Keeps the version from being published. */
    BLOCKING,
    /** The row was left out. */
    DROPPED,
    WAIVED,
    REPORTED;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
