package dev.whetstone.gateway.proposal;

import java.util.Locale;

/** What an output proposes to do. */
public enum Proposal {
    TOOL_CALL,
    TRANSACTION;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
