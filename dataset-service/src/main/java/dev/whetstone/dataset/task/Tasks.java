package dev.whetstone.dataset.task;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.dataset.edge.DatasetError;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/** The tasks there are. */
@ApplicationScoped
public class Tasks {

    private final Clock clock;

    @Inject
    Tasks(Clock clock) {
        this.clock = clock;
    }

    /** @return the task and whether it is new */
    @Transactional
    public Defined define(TaskName name, TaskDefinition definition) {
        Optional<DatasetTask> existing = DatasetTask.lock(name);
        if (existing.isEmpty()) {
            return new Defined(
                    DatasetTask.create(name, definition, clock.instant()).snapshot(), true);
        }
        requireSameSplits(existing.get().snapshot(), definition);
        existing.get().redefine(definition, clock.instant());
        return new Defined(existing.get().snapshot(), false);
    }

    /** A task, and whether this call made it. */
    public record Defined(TaskSnapshot task, boolean created) {}

    private static void requireSameSplits(TaskSnapshot task, TaskDefinition changed) {
        if (task.versions() > 0 && !task.definition().splitsLike(changed)) {
            throw DatasetError.TASK_FROZEN.refused("rows, splits and salt of " + task.name()
                    + " cannot change any more: it has " + task.versions() + " published versions");
        }
    }

    @Transactional
    public TaskSnapshot require(TaskName name) {
        return find(name).orElseThrow(() -> DatasetError.TASK_UNKNOWN.refused("there is no task '" + name + "'"));
    }

    @Transactional
    public Optional<TaskSnapshot> find(TaskName name) {
        return DatasetTask.find(name).map(DatasetTask::snapshot);
    }

    @Transactional
    public List<TaskSnapshot> all() {
        return DatasetTask.inOrder().stream().map(DatasetTask::snapshot).toList();
    }

    /** Holds the task until the transaction ends. */
    @Transactional(TxType.MANDATORY)
    public TaskSnapshot hold(TaskName name, long expectedRevision) {
        TaskSnapshot now = DatasetTask.lock(name).map(DatasetTask::snapshot).orElseThrow();
        if (now.revision() != expectedRevision) {
            throw new TaskMoved(now, expectedRevision);
        }
        return now;
    }

    /** The next version's number, for a task that this transaction holds. */
    @Transactional(TxType.MANDATORY)
    public int nextNumber(TaskName name) {
        return DatasetTask.find(name).orElseThrow().publishNext();
    }
}
