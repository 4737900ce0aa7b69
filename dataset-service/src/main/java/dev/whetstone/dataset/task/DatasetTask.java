package dev.whetstone.dataset.task;

import dev.whetstone.contracts.TaskName;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;

/** A task and how many versions its data has. Whoever publishes holds its row, so that versions come one after the other. */
@Entity
@Table(name = "task")
class DatasetTask extends PanacheEntityBase {

    @Id
    private String name;

    private String definition;

    @Column(name = "definition_digest")
    private String definitionDigest;

    private int versions;
    private long revision;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    DatasetTask() {}

    static DatasetTask create(TaskName name, TaskDefinition definition, Instant now) {
        DatasetTask task = new DatasetTask();
        task.name = name.value();
        task.createdAt = now.truncatedTo(ChronoUnit.MICROS); // as the database keeps it
        task.write(definition, now);
        task.persist();
        return task;
    }

    static Optional<DatasetTask> find(TaskName name) {
        return findByIdOptional(name.value());
    }

    static Optional<DatasetTask> lock(TaskName name) {
        return findByIdOptional(name.value(), LockModeType.PESSIMISTIC_WRITE);
    }

    static List<DatasetTask> inOrder() {
        return list("order by name");
    }

    void redefine(TaskDefinition changed, Instant now) {
        if (changed.digest().value().equals(definitionDigest)) {
            return;
        }
        write(changed, now);
        revision++;
    }

    private void write(TaskDefinition changed, Instant now) {
        definition = TaskJson.write(changed);
        definitionDigest = changed.digest().value();
        updatedAt = now.truncatedTo(ChronoUnit.MICROS);
    }

    /** The number of the version that is published now. */
    int publishNext() {
        revision++;
        return ++versions;
    }

    TaskSnapshot snapshot() {
        return new TaskSnapshot(
                new TaskName(name), TaskJson.read(definition), versions, revision, createdAt, updatedAt);
    }
}
