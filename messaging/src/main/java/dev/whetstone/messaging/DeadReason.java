package dev.whetstone.messaging;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why no consumer could take a record. */
public enum DeadReason {
    /** Not a CloudEvent, or its JSON is not the event that its type says. */
    MALFORMED,
    /** Found in another topic or under another key than its writer says. */
    MISROUTED,
    /** A type that this program does not know: a newer writer's. Replay it after the upgrade. */
    UNKNOWN_TYPE,
    /** Well formed, but its consumer failed on it, each time it was tried. */
    REFUSED;

    /** Header and tag value; dashboards depend on it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<DeadReason> labelled(String label) {
        return Arrays.stream(values())
                .filter(reason -> reason.label().equals(label))
                .findFirst();
    }
}
