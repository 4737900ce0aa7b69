package dev.whetstone.dataset.task;

import java.time.Instant;

/** A task as the API shows it. */
public record TaskView(String task, TaskDefinition definition, int versions, Instant createdAt, Instant updatedAt) {

    static TaskView of(TaskSnapshot task) {
        return new TaskView(
                task.name().value(), task.definition(), task.versions(), task.createdAt(), task.updatedAt());
    }
}
