package dev.whetstone.training.job;

/** Where a job stands. The first two are active: a task has at most one such job. */
public enum JobStatus {
    QUEUED,
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    boolean active() {
        return this == QUEUED || this == RUNNING;
    }
}
