package dev.whetstone.dataset.task;

import dev.whetstone.contracts.TaskName;

import java.time.Instant;

/**
 * A task as it is at one moment.
 *
 * @param versions published so far
 * @param revision moves on with every change of the definition and with every version
 */
public record TaskSnapshot(
        TaskName name, TaskDefinition definition, int versions, long revision, Instant createdAt, Instant updatedAt) {}
