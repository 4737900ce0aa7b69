package dev.whetstone.training.evidence;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.contracts.dataset.SplitName;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

import java.io.Serializable;
import java.util.Optional;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** A published version, as far as training may see it: where its train and validation splits lie. */
@Entity
@Table(name = "known_dataset")
@IdClass(KnownDataset.Key.class)
public class KnownDataset extends PanacheEntityBase {

    @Id
    private String task;

    @Id
    private String version;

    private int number;

    @JdbcTypeCode(SqlTypes.JSON)
    private ArtifactRef train;

    @JdbcTypeCode(SqlTypes.JSON)
    private ArtifactRef validation;

    protected KnownDataset() {}

    static void remember(DatasetVersionPublished published) {
        KnownDataset row = new KnownDataset();
        row.task = published.task().value();
        row.version = published.version().value();
        row.number = published.number();
        row.train = published.split(SplitName.TRAIN).artifact();
        row.validation = published.split(SplitName.VALIDATION).artifact();
        getEntityManager().merge(row);
    }

    public static Optional<KnownDataset> findNewest(TaskName task) {
        return KnownDataset.<KnownDataset>find("task = ?1 order by number desc", task.value())
                .firstResultOptional();
    }

    public static Optional<KnownDataset> find(TaskName task, Digest version) {
        return KnownDataset.<KnownDataset>find("task = ?1 and version = ?2", task.value(), version.value())
                .firstResultOptional();
    }

    public Digest version() {
        return new Digest(version);
    }

    public ArtifactRef train() {
        return train;
    }

    public ArtifactRef validation() {
        return validation;
    }

    /** Task and version. */
    public record Key(String task, String version) implements Serializable {}
}
