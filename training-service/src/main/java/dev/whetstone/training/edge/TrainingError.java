package dev.whetstone.training.edge;

import dev.whetstone.edge.ErrorCode;

/** What a request about jobs and recipes can fail on. */
public enum TrainingError implements ErrorCode {
    TASK_UNKNOWN("task.unknown", 404),
    JOB_UNKNOWN("job.unknown", 404),
    EVIDENCE_MISSING("evidence.missing", 409),
    JOB_ACTIVE("job.active", 409),
    JOB_OVER("job.over", 409);

    private final String label;
    private final int status;

    TrainingError(String label, int status) {
        this.label = label;
        this.status = status;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public int status() {
        return status;
    }
}
