package dev.whetstone.evaluation.alias;

import com.fasterxml.jackson.annotation.JsonValue;

/** Why an alias moved. */
public enum MoveAction {
    /** The task's first state: the base is served. */
    ESTABLISHED("established"),
    CANDIDATE_SET("candidate_set"),
    CANDIDATE_CLEARED("candidate_cleared"),
    /** A verdict allowed it. */
    PROMOTED("promoted"),
    /** A person did it against or without a verdict. */
    FORCED("forced"),
    /** A person went back. */
    ROLLED_BACK("rolled_back"),
    /** The online alarm went back. */
    ALARMED("alarmed"),
    /** The share of traffic that is sampled changed. */
    SHARE_CHANGED("share_changed");

    private final String label;

    MoveAction(String label) {
        this.label = label;
    }

    @JsonValue
    public String label() {
        return label;
    }

    /** Whether stable answers with something else from here on. */
    public boolean movesStable() {
        return switch (this) {
            case ESTABLISHED, PROMOTED, FORCED, ROLLED_BACK, ALARMED -> true;
            case CANDIDATE_SET, CANDIDATE_CLEARED, SHARE_CHANGED -> false;
        };
    }
}
