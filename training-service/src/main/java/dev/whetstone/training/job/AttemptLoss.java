package dev.whetstone.training.job;

import java.util.Locale;

/** How an attempt ended that brought no result of its own. Some count against the limit of attempts, others are nobody's fault. */
public enum AttemptLoss {
    /** Told to stop; it saved a checkpoint first. */
    PREEMPTED(false),
    /** Its place was taken away: evicted, or on a machine that is gone. */
    DISPLACED(false),
    /** Stopped together with this service. */
    STOPPED(false),
    /** Nobody could be asked to start it. */
    UNREACHABLE(false),
    /** Whoever was asked to start it refused. */
    NOT_LAUNCHED(true),
    /** Ended without a word. */
    DIED(true);

    private final boolean charged;

    AttemptLoss(boolean charged) {
        this.charged = charged;
    }

    boolean charged() {
        return charged;
    }

    /** Tag value, and what the attempt's row says. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
