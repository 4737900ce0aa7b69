package dev.whetstone.engine.template;

import java.time.Duration;

/**
 * What one rendering may use. A template comes with a model from anywhere, so it must not be able to hold a thread or fill
 * the memory.
 *
 * @param steps evaluated nodes, and characters worked on by string operations
 * @param characters length of any string, of the output too
 * @param time wall time
 */
public record Limits(long steps, int characters, Duration time) {

    /** Enough for a context of a million characters, and over within a second on a machine that does nothing else. */
    public static final Limits DEFAULT = new Limits(20_000_000, 8_000_000, Duration.ofSeconds(10));

    public Limits {
        if (steps < 1 || characters < 1 || !time.isPositive()) {
            throw new IllegalArgumentException(
                    "limits must be positive: " + steps + " steps, " + characters + " characters, " + time);
        }
    }
}
