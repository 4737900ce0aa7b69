package dev.whetstone.dataset.version;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.contracts.dataset.DatasetVersionRejected;
import dev.whetstone.dataset.regression.RegressionRegistry;
import dev.whetstone.dataset.report.QualityReport;
import dev.whetstone.dataset.task.TaskSnapshot;
import dev.whetstone.dataset.task.Tasks;
import dev.whetstone.messaging.Outbox;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/** The book of versions. A version, where its rows went, its regression samples and its event are one transaction. */
@ApplicationScoped
public class Versions {

    private static final int LISTED = 100;

    private final Tasks tasks;
    private final SplitAssignments assignments;
    private final RegressionRegistry regression;
    private final Outbox outbox;
    private final Clock clock;

    @Inject
    Versions(Tasks tasks, SplitAssignments assignments, RegressionRegistry regression, Outbox outbox, Clock clock) {
        this.tasks = tasks;
        this.assignments = assignments;
        this.regression = regression;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Transactional
    public Optional<Version> newest(TaskName task) {
        return DatasetVersion.newest(task).map(DatasetVersion::value);
    }

    @Transactional
    Optional<Version> find(TaskName task, int number) {
        return DatasetVersion.byNumber(task, number).map(DatasetVersion::value);
    }

    @Transactional
    List<Version> newestFirst(TaskName task) {
        return DatasetVersion.newestFirst(task, LISTED).stream()
                .map(DatasetVersion::value)
                .toList();
    }

    /** The version that these bytes gave before under the same definition. */
    @Transactional
    Optional<Version> findByUpload(TaskSnapshot task, Digest upload) {
        return ExaminedUpload.find(task.name(), upload, task.definition().digest())
                .flatMap(ExaminedUpload::versionNumber)
                .flatMap(number -> DatasetVersion.byNumber(task.name(), number))
                .map(DatasetVersion::value);
    }

    @Transactional
    Optional<ArtifactRef> findReport(Digest upload) {
        return ExaminedUpload.newest(upload).map(ExaminedUpload::report);
    }

    /** @param published whether it is new; false when the same rows had been published before */
    public record Publication(Version version, boolean published) {}

    /** @throws dev.whetstone.dataset.task.TaskMoved when the draft was made from what is no longer so */
    @Transactional
    Publication publishUpload(TaskSnapshot examined, VersionDraft draft) {
        tasks.hold(examined.name(), examined.revision());
        Publication publication = publish(draft);
        ExaminedUpload.record(
                draft.task(),
                draft.source(),
                examined.definition().digest(),
                Optional.of(publication.version().number()),
                draft.reportRef(),
                clock.instant());
        return publication;
    }

    /** For a task that this transaction holds. */
    @Transactional(TxType.MANDATORY)
    public Publication publish(VersionDraft draft) {
        Optional<DatasetVersion> same = DatasetVersion.byDigest(draft.task(), draft.digest());
        if (same.isPresent()) {
            return new Publication(same.get().value(), false);
        }
        int number = tasks.nextNumber(draft.task());
        Version version = DatasetVersion.publish(draft, number, clock.instant()).value();
        assignments.add(draft.task(), draft.assignments(), number);
        regression.add(draft.task(), draft.failures(), number);
        outbox.append(new DatasetVersionPublished(
                draft.task(),
                version.digest(),
                number,
                version.splits().stream().map(WrittenSplit::asEvent).toList(),
                version.report()));
        return new Publication(version, true);
    }

    /** The same bytes refused for the same reasons are told once. */
    @Transactional
    void reject(TaskSnapshot examined, QualityReport report, ArtifactRef reportRef) {
        boolean news = ExaminedUpload.record(
                examined.name(),
                report.source(),
                examined.definition().digest(),
                Optional.empty(),
                reportRef,
                clock.instant());
        if (news) {
            outbox.append(new DatasetVersionRejected(examined.name(), report.source(), report.blocking(), reportRef));
        }
    }
}
