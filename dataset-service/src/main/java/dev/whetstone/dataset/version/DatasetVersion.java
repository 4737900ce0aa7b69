package dev.whetstone.dataset.version;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Table;

/** A published version. Never changed. */
@Entity
@Table(name = "dataset_version")
class DatasetVersion extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String task;
    private int number;
    private String digest;
    private String source;
    private String origin;
    private String findings;

    @Column(name = "report_uri")
    private String reportUri;

    @Column(name = "report_digest")
    private String reportDigest;

    @Column(name = "report_size")
    private long reportSize;

    @Column(name = "created_at")
    private Instant createdAt;

    @ElementCollection(fetch = FetchType.EAGER)
    @CollectionTable(name = "dataset_split", joinColumns = @JoinColumn(name = "version_id"))
    private List<DatasetSplit> splits = new ArrayList<>();

    DatasetVersion() {}

    static DatasetVersion publish(VersionDraft draft, int number, Instant now) {
        DatasetVersion version = new DatasetVersion();
        version.task = draft.task().value();
        version.number = number;
        version.digest = draft.digest().value();
        version.source = draft.source().value();
        version.origin = draft.origin();
        version.findings = FindingsJson.write(FindingView.of(draft.report()));
        version.reportUri = draft.reportRef().uri().toString();
        version.reportDigest = draft.reportRef().digest().value();
        version.reportSize = draft.reportRef().size();
        version.createdAt = now.truncatedTo(ChronoUnit.MICROS); // as the database keeps it
        draft.splits().forEach(split -> version.splits.add(new DatasetSplit(split)));
        version.persist();
        return version;
    }

    static Optional<DatasetVersion> byNumber(TaskName task, int number) {
        return find("task = ?1 and number = ?2", task.value(), number).firstResultOptional();
    }

    static Optional<DatasetVersion> byDigest(TaskName task, Digest digest) {
        return find("task = ?1 and digest = ?2", task.value(), digest.value()).firstResultOptional();
    }

    static Optional<DatasetVersion> newest(TaskName task) {
        return find("task = ?1 order by number desc", task.value()).firstResultOptional();
    }

    static List<DatasetVersion> newestFirst(TaskName task, int limit) {
        return find("task = ?1 order by number desc", task.value())
                .page(0, limit)
                .list();
    }

    Version value() {
        List<WrittenSplit> inOrder = splits.stream()
                .map(DatasetSplit::value)
                .sorted(Comparator.comparing(WrittenSplit::name))
                .toList();
        return new Version(
                new TaskName(task),
                number,
                new Digest(digest),
                new Digest(source),
                origin,
                inOrder,
                FindingsJson.read(findings),
                new ArtifactRef(URI.create(reportUri), new Digest(reportDigest), reportSize),
                createdAt);
    }
}
