package dev.whetstone.training.job;

/** Where a run stands. */
public enum RunStatus {
    /** Free to be claimed. */
    QUEUED,
    /** An attempt holds its lease. */
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    boolean over() {
        return this != QUEUED && this != RUNNING;
    }
}
