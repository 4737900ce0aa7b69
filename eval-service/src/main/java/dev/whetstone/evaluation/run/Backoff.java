package dev.whetstone.evaluation.run;

import java.time.Duration;

/** Pauses between attempts. */
final class Backoff {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int DOUBLINGS = 10;

    private Backoff() {}

    /** @param failures so far, from 1 */
    static Duration after(int failures, Duration first) {
        Duration pause = first.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS));
        return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }
}
