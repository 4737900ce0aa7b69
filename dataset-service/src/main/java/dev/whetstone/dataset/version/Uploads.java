package dev.whetstone.dataset.version;

import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.dataset.edge.DatasetError;
import dev.whetstone.dataset.finding.Findings;
import dev.whetstone.dataset.ingest.Ingest;
import dev.whetstone.dataset.ingest.Upload;
import dev.whetstone.dataset.quality.ContentChecks;
import dev.whetstone.dataset.regression.RegressionRegistry;
import dev.whetstone.dataset.report.ReportJson;
import dev.whetstone.dataset.task.TaskDefinition;
import dev.whetstone.dataset.task.TaskMoved;
import dev.whetstone.dataset.task.TaskSnapshot;
import dev.whetstone.dataset.task.Tasks;
import org.jboss.logging.Logger;

import java.io.InputStream;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** From the bytes of an upload to a version or a report. The database is asked shortly before and after, never meanwhile. */
@Singleton
class Uploads {

    private static final Logger LOG = Logger.getLogger(Uploads.class);
    private static final int ATTEMPTS = 5;

    private final Tasks tasks;
    private final Versions versions;
    private final SplitAssignments assignments;
    private final RegressionRegistry regression;
    private final DraftWriter drafts;
    private final ArtifactStore store;
    private final IngestConfig config;
    private final Clock clock;

    @Inject
    Uploads(
            Tasks tasks,
            Versions versions,
            SplitAssignments assignments,
            RegressionRegistry regression,
            DraftWriter drafts,
            ArtifactStore store,
            IngestConfig config,
            Clock clock) {
        this.tasks = tasks;
        this.versions = versions;
        this.assignments = assignments;
        this.regression = regression;
        this.drafts = drafts;
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    UploadOutcome receive(TaskName name, InputStream body) {
        TaskSnapshot task = tasks.require(name);
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Findings findings = new Findings(task.definition().waivers(), today);
        try (Upload upload = ingest(task.definition(), today).receive(body, findings)) {
            UploadOutcome outcome = decide(task, upload, findings);
            LOG.infof(
                    "upload examined: task=%s upload=%s rows=%d outcome=%s",
                    name, upload.digest().brief(), upload.read(), outcome.label());
            return outcome;
        }
    }

    private Ingest ingest(TaskDefinition definition, LocalDate today) {
        return new Ingest(
                definition.rowRules(),
                definition.labelRule(),
                new ContentChecks(today, definition.maxTokens()),
                config.limits(),
                config.spoolDirectory());
    }

    /** What another upload or new regression samples have changed meanwhile is taken into account by examining again. */
    private UploadOutcome decide(TaskSnapshot received, Upload upload, Findings findings) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            TaskSnapshot task = tasks.require(received.name());
            if (!task.definition().equals(received.definition())) {
                break;
            }
            Optional<Version> same = versions.findByUpload(task, upload.digest());
            if (same.isPresent()) {
                return new UploadOutcome.Unchanged(same.get());
            }
            try {
                return examine(task, upload, findings);
            } catch (TaskMoved e) {
                LOG.infof("examined again: %s", e.getMessage());
            }
        }
        throw DatasetError.TASK_CHANGED.refused(received.name() + " was changed while the upload was checked");
    }

    private UploadOutcome examine(TaskSnapshot task, Upload upload, Findings findings) {
        Examination.Known known = new Examination.Known(assignments.of(task.name()), regression.of(task.name()));
        Examination examination = Examination.of(task.name(), task.definition(), upload, findings, known);
        byte[] report = ReportJson.of(examination.report());
        ArtifactRef reportRef = store.put(report);
        if (examination.report().rejected()) {
            versions.reject(task, examination.report(), reportRef);
            return new UploadOutcome.Rejected(report, examination.report());
        }
        VersionDraft draft = drafts.write(examination, upload, known, versions.newest(task.name()), reportRef);
        Versions.Publication publication = versions.publishUpload(task, draft);
        return publication.published()
                ? new UploadOutcome.Published(publication.version())
                : new UploadOutcome.Unchanged(publication.version());
    }
}
