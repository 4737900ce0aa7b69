package dev.whetstone.dataset.version;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** What came of an upload's bytes under one definition of the task; the newest outcome counts. */
@Entity
@Table(name = "examined_upload")
class ExaminedUpload extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String task;
    private String upload;

    @Column(name = "definition_digest")
    private String definitionDigest;

    /** Null when it was rejected. */
    @Column(name = "version_number")
    private Integer versionNumber;

    @Column(name = "report_uri")
    private String reportUri;

    @Column(name = "report_digest")
    private String reportDigest;

    @Column(name = "report_size")
    private long reportSize;

    @Column(name = "examined_at")
    private Instant examinedAt;

    ExaminedUpload() {}

    static Optional<ExaminedUpload> find(TaskName task, Digest upload, Digest definition) {
        return find(
                        "task = ?1 and upload = ?2 and definitionDigest = ?3",
                        task.value(),
                        upload.value(),
                        definition.value())
                .firstResultOptional();
    }

    static Optional<ExaminedUpload> newest(Digest upload) {
        return find("upload = ?1 order by examinedAt desc", upload.value()).firstResultOptional();
    }

    /** @return whether this outcome is another than the one there was */
    static boolean record(
            TaskName task,
            Digest upload,
            Digest definition,
            Optional<Integer> version,
            ArtifactRef report,
            Instant now) {
        ExaminedUpload examined = find(task, upload, definition).orElseGet(ExaminedUpload::new);
        boolean changed = !report.digest().value().equals(examined.reportDigest);
        examined.task = task.value();
        examined.upload = upload.value();
        examined.definitionDigest = definition.value();
        examined.versionNumber = version.orElse(null);
        examined.reportUri = report.uri().toString();
        examined.reportDigest = report.digest().value();
        examined.reportSize = report.size();
        examined.examinedAt = now;
        examined.persist();
        return changed;
    }

    Optional<Integer> versionNumber() {
        return Optional.ofNullable(versionNumber);
    }

    ArtifactRef report() {
        return new ArtifactRef(URI.create(reportUri), new Digest(reportDigest), reportSize);
    }
}
