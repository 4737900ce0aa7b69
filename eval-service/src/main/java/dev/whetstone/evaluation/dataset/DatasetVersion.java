package dev.whetstone.evaluation.dataset;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

import java.io.Serializable;
import java.time.Instant;
import java.util.Optional;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** A version that dataset-service published: the fact as it came. */
@Entity
@Table(name = "dataset_version")
@IdClass(DatasetVersion.Key.class)
class DatasetVersion extends PanacheEntityBase {
    /** A version's name within its task. */
    record Key(String task, String digest) implements Serializable {}

    @Id
    private String task;

    @Id
    private String digest;

    private int number;

    @Convert(converter = PublishedColumn.class)
    private DatasetVersionPublished published;

    @Column(name = "received_at")
    private Instant receivedAt;

    @Column(name = "published_at")
    private Instant publishedAt;

    protected DatasetVersion() {}

    /** Keeps the fact; the same version told again changes nothing. */
    static void learn(DatasetVersionPublished fact, Instant published, Instant now) {
        if (of(fact.task(), fact.version()).isPresent()) {
            return;
        }
        DatasetVersion row = new DatasetVersion();
        row.task = fact.task().value();
        row.digest = fact.version().value();
        row.number = fact.number();
        row.published = fact;
        row.publishedAt = published;
        row.receivedAt = now;
        row.persist();
    }

    static Optional<DatasetVersion> of(TaskName task, Digest digest) {
        return findByIdOptional(new Key(task.value(), digest.value()));
    }

    static Optional<DatasetVersion> newest(TaskName task) {
        return find("task = ?1 order by number desc", task.value()).firstResultOptional();
    }

    Instant publishedAt() {
        return publishedAt;
    }

    DatasetVersionPublished published() {
        return published;
    }
}
