package dev.whetstone.engine.format;

import java.util.Optional;

/**
 * How one layer attends.
 *
 * @param rope how its queries and keys are turned; empty when they are not (Kazemnejad et al. 2023)
 * @param window positions that a token sees, its own among them (Beltagy et al. 2020); {@link #EVERYTHING} for all before it
 */
public record LayerShape(Optional<Rope> rope, int window) {

    public static final int EVERYTHING = 0;

    public LayerShape {
        if (window < 0) {
            throw new IllegalArgumentException("window " + window + " is negative");
        }
    }

    public boolean isWindowed() {
        return window != EVERYTHING;
    }

    /** The first position that a token at {@code position} sees. */
    public int firstSeen(int position) {
        return isWindowed() ? Math.max(0, position + 1 - window) : 0;
    }
}
