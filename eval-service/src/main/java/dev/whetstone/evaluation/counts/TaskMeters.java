package dev.whetstone.evaluation.counts;

/** Has meters with a task as their label: they begin with zero when the task is known, not when something first happens to it. */
public interface TaskMeters {

    /** Harmless when repeated. */
    void expect(String task);
}
